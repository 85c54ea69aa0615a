import { randomUUID } from 'node:crypto';
import { recordAudit } from '#lib/audit/record.ts';
import { seal } from '#lib/auth/seal.ts';
import { countAuditAfter } from '#lib/db/audit-forwarding.ts';
import { newestAuditId } from '#lib/db/read-audit.ts';
import { putSetting } from '#lib/db/settings.ts';
import { transaction } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { Principal } from '#lib/policies/can.ts';
import {
  MAX_WAITING_COUNTED,
  type AuditForwarding,
  type AuditTarget,
  type AuditTargetInput,
  type AuditTestResult,
} from '#lib/schemas/audit.ts';
import type { Actor } from './actor.ts';
import {
  FORWARDING,
  FORWARDING_KEY,
  FORWARDING_STATE,
  headerValue,
  placeOf,
  readForwarding,
  readForwardingState,
  type ForwardingConfig,
  type ForwardingState,
} from './audit-forwarding-state.ts';
import { requireSystem } from './require-system.ts';
import { sendAudit } from './send-audit.ts';

/** Where events are forwarded to, and how far that is. Never the secret. @throws AppError UNAUTHORIZED, DENIED */
export async function getAuditForwarding(principal: Principal): Promise<AuditForwarding> {
  requireSystem(principal, 'system.manage');
  const [{ target }, state] = await Promise.all([readForwarding(), readForwardingState()]);
  return { target, state: target.kind === 'off' || !state ? null : await present(state) };
}

/**
 * Sets where events go. They begin with what happens from now on; another target in place of one goes on where that one was.
 * @throws AppError UNAUTHORIZED, DENIED; REQUEST_INVALID when the stored secret would go to another host
 */
export async function setAuditForwarding(
  principal: Principal,
  input: AuditTargetInput,
  actor: Actor,
): Promise<AuditForwarding> {
  requireSystem(principal, 'system.manage');
  const before = await readForwarding();
  const { target, value } = resolveInput(input, before, await headerValue(before).catch(() => null));
  const secret = value === null ? null : (await seal(FORWARDING_KEY, value)).toString('base64');
  const generation = randomUUID();
  const running = before.target.kind === 'off' ? null : await readForwardingState();
  const cursor = running?.cursor ?? (await newestAuditId());
  const state: ForwardingState = { generation, cursor, sentAt: null, error: null, failingSince: null };
  await transaction(async (tx) => {
    await putSetting(FORWARDING, { generation, target, secret } satisfies ForwardingConfig, tx);
    await putSetting(FORWARDING_STATE, state, tx);
    const detail = { target: placeOf(target), before: placeOf(before.target) };
    await recordAudit(tx, { actor, action: 'audit.forwarding-set', detail });
  });
  return await getAuditForwarding(principal);
}

/** Sends one event to a target, which need not be the one that is set. @throws AppError UNAUTHORIZED, DENIED, REQUEST_INVALID */
export async function testAuditForwarding(
  principal: Principal,
  input: AuditTargetInput,
  actor: Actor,
): Promise<AuditTestResult> {
  requireSystem(principal, 'system.manage');
  const before = await readForwarding();
  const { target, value } = resolveInput(input, before, await headerValue(before).catch(() => null));
  const result = await attempt(target, value, actor);
  await recordAudit(null, {
    actor,
    action: 'audit.forwarding-tested',
    result: result.ok ? 'done' : 'failed',
    detail: { target: placeOf(target) },
  });
  return result;
}

async function attempt(target: AuditTarget, value: string | null, actor: Actor): Promise<AuditTestResult> {
  try {
    await sendAudit(target, value, [
      {
        id: '0',
        at: new Date().toISOString(),
        actor: actor.name,
        credential: actor.credential ?? null,
        action: 'audit.forwarding-tested',
        result: 'done',
        project: null,
        repository: null,
        target: null,
        address: actor.address,
        detail: { message: 'A test of Lighter: events arrive here.' },
      },
    ]);
    const udp = target.kind === 'syslog' && target.protocol === 'udp';
    return { ok: true, message: udp ? 'Sent. Whether it arrived, UDP does not say.' : 'It was taken.' };
  } catch (error) {
    if (error instanceof AppError) return { ok: false, message: error.message };
    throw error;
  }
}

/** A secret that was stored for one place is not sent to another. */
function resolveInput(
  input: AuditTargetInput,
  before: ForwardingConfig,
  stored: string | null,
): { target: AuditTarget; value: string | null } {
  if (input.kind !== 'http') return { target: input, value: null };
  const { url, header } = input;
  if (!header) return { target: { kind: 'http', url, header: null }, value: null };
  const target: AuditTarget = { kind: 'http', url, header: { name: header.name } };
  if (header.value !== undefined) return { target, value: header.value };
  const same = before.target.kind === 'http' && new URL(before.target.url).origin === new URL(url).origin;
  if (same && stored !== null) return { target, value: stored };
  const message = 'Give the value of the header again: none is stored for this address.';
  throw new AppError('REQUEST_INVALID', message, { detail: { fields: { 'target.header.value': message } } });
}

async function present(state: ForwardingState): Promise<AuditForwarding['state']> {
  const { count, earliest } = await countAuditAfter(state.cursor, MAX_WAITING_COUNTED);
  return {
    waiting: count,
    waitingSince: earliest?.toISOString() ?? null,
    sentAt: state.sentAt,
    error: state.error,
    failingSince: state.failingSince,
  };
}
