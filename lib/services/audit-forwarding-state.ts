import { z } from 'zod';
import { unseal } from '#lib/auth/seal.ts';
import { getSetting } from '#lib/db/settings.ts';
import { auditTarget, type AuditTarget } from '#lib/schemas/audit.ts';

export const FORWARDING = 'audit.forwarding';
export const FORWARDING_STATE = 'audit.forwarding-state';
/** Of the key that the secret is sealed with. */
export const FORWARDING_KEY = 'audit-forwarding';

/** `generation` ties the state to the target that it is about; `secret`: the value of the header, sealed, in base64. */
const config = z.object({ generation: z.string(), target: auditTarget, secret: z.string().nullable() });
export type ForwardingConfig = z.infer<typeof config>;

const state = z.object({
  generation: z.string(),
  /** The id of the last event that was sent. */
  cursor: z.number().int(),
  sentAt: z.string().nullable(),
  error: z.string().nullable(),
  failingSince: z.string().nullable(),
});
export type ForwardingState = z.infer<typeof state>;

const OFF: ForwardingConfig = { generation: '', target: { kind: 'off' }, secret: null };

/** What is set; nothing is forwarded where nothing was. */
export async function readForwarding(): Promise<ForwardingConfig> {
  return config.safeParse(await getSetting(FORWARDING)).data ?? OFF;
}

/** How far it is; null: nothing is forwarded. */
export async function readForwardingState(): Promise<ForwardingState | null> {
  return state.safeParse(await getSetting(FORWARDING_STATE)).data ?? null;
}

/** Events above this id are still to be sent; null: none are. */
export async function forwardedUpTo(): Promise<number | null> {
  const [{ target }, progress] = await Promise.all([readForwarding(), readForwardingState()]);
  return target.kind === 'off' ? null : (progress?.cursor ?? 0);
}

/** The value of the header, to be sent. @throws AppError CONFIG_INVALID when the instance's secret has changed */
export async function headerValue({ secret }: ForwardingConfig): Promise<string | null> {
  return secret === null ? null : await unseal(FORWARDING_KEY, Buffer.from(secret, 'base64'));
}

/** Where a target is, for logs: an address may have a secret in its path. */
export function placeOf(target: AuditTarget): string {
  if (target.kind === 'off') return 'off';
  if (target.kind === 'http') return new URL(target.url).origin;
  return `syslog+${target.protocol}://${target.host}:${target.port}`;
}
