import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';
import { z } from 'zod';
import type { OidcProvider } from '../external/providers.ts';
import { deriveKey } from '../secret.ts';
import { discover } from './discovery.ts';

/** Time to sign in at the provider, with a second factor and a forgotten password. */
export const FLOW_SECONDS = 15 * 60;

/** What is between leaving for the provider and coming back; sealed in a cookie of the browser that left. */
export type Flow = {
  provider: string;
  state: string;
  nonce: string;
  verifier: string;
  redirectUri: string;
  /** Path to go to afterwards. */
  next: string;
  /** The session whose user asked to link an identity; null: a sign-in. */
  linkSession: string | null;
};

/** 256 bits each, as RFC 7636 (7.1) recommends for the verifier. */
const RANDOM_BYTES = 32;

/**
 * Begins a sign-in: where to send the browser (authorization code with PKCE S256, state and nonce), and what has to come
 * back with it. @throws AppError as `discover`
 */
export async function beginFlow(
  provider: OidcProvider,
  options: { redirectUri: string; next: string; linkSession: string | null },
): Promise<{ url: string; flow: Flow }> {
  const metadata = await discover(provider);
  const [state, nonce, verifier] = [random(), random(), random()];
  const flow: Flow = { provider: provider.key, state, nonce, verifier, ...options };
  const url = new URL(metadata.authorization_endpoint);
  const parameters = {
    response_type: 'code',
    client_id: provider.config.clientId,
    redirect_uri: options.redirectUri,
    scope: provider.config.scopes.join(' '),
    state,
    nonce,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { url: url.href, flow };
}

/** The value of the flow's cookie: encrypted, since the verifier is what makes a stolen code worthless. */
export async function sealFlow(flow: Flow): Promise<string> {
  return await new EncryptJWT(flow)
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .setExpirationTime(`${FLOW_SECONDS} s`)
    .encrypt(await deriveKey('oidc-flow'));
}

/** The flow that a cookie holds; null for what is not ours, or has ended. */
export async function openFlow(sealed: string): Promise<Flow | null> {
  const options = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] };
  const opened = await jwtDecrypt(sealed, await deriveKey('oidc-flow'), options).catch(() => null);
  const flow = FLOW.safeParse(opened?.payload);
  return flow.success ? flow.data : null;
}

/** Whether an answer belongs to the flow. */
export function isOwnState(flow: Flow, state: string): boolean {
  const [own, given] = [flow.state, state].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(own!, given!);
}

const FLOW = z.object({
  provider: z.string(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  redirectUri: z.string(),
  next: z.string(),
  linkSession: z.string().nullable(),
});

function random(): string {
  return randomBytes(RANDOM_BYTES).toString('base64url');
}
