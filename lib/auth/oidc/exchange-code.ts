import { jwtVerify, type JWTPayload } from 'jose';
import { JOSEError } from 'jose/errors';
import { z } from 'zod';
import { AppError } from '#lib/errors/app-error.ts';
import type { ExternalPerson } from '../external/admit.ts';
import type { OidcProvider } from '../external/providers.ts';
import { personOf } from './claims.ts';
import { ask, discover, issuerKeys, type Metadata } from './discovery.ts';
import type { Flow } from './flow.ts';

/** Signatures that only the provider can make: with a shared secret or none, whoever knows the secret, or anyone, could. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
/** Clocks of two machines that nobody keeps in step. */
const CLOCK_TOLERANCE_SECONDS = 60;
/** An ID token is made for the very answer that it comes in. */
const MAX_AGE_SECONDS = 10 * 60;

/**
 * Changes the code that the browser brought back for who it is: token endpoint, ID token (OpenID Connect Core 1.0, 3.1.3.7), and
 * the UserInfo endpoint for claims that the ID token has not.
 * @throws AppError UNAUTHORIZED when the provider's answer is not to be believed; UPSTREAM_ERROR or UPSTREAM_TIMEOUT when there is none
 */
export async function exchangeCode(
  provider: OidcProvider,
  flow: Flow,
  answer: { code: string; iss: string | null },
): Promise<ExternalPerson> {
  const metadata = await discover(provider);
  checkIssuer(metadata, answer.iss);
  const tokens = await requestTokens(provider, metadata, flow, answer.code);
  const claims = await verifyIdToken(provider, metadata, flow, tokens.id_token);
  const more = await userInfo(provider, metadata, claims, tokens.access_token);
  return personOf(provider.config, claims, more);
}

/** RFC 9207: an answer that another provider gave must not be sent to this one. */
function checkIssuer(metadata: Metadata, iss: string | null): void {
  const needed = metadata.authorization_response_iss_parameter_supported;
  if (iss === null ? needed : iss !== metadata.issuer) throw unbelievable('The answer is of another issuer.');
}

async function requestTokens(provider: OidcProvider, metadata: Metadata, flow: Flow, code: string) {
  const { clientId } = provider.config;
  const secret = await provider.secret();
  const basic = secret !== null && usesBasic(metadata);
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: flow.redirectUri,
    code_verifier: flow.verifier,
    ...(!basic && { client_id: clientId }),
    ...(secret !== null && !basic && { client_secret: secret }),
  });
  const response = await ask(provider, metadata.token_endpoint, {
    method: 'POST',
    body: body.toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(basic && { authorization: basicHeader(clientId, secret) }),
    },
  });
  const text: unknown = await response.json().catch(() => null);
  if (response.status !== 200) throw tokenRefused(response.status, text);
  const tokens = TOKENS.safeParse(text);
  if (!tokens.success) throw unbelievable('It gave no ID token: does the client ask for the scope openid?');
  return tokens.data;
}

/** A code that is used twice, has ended or is somebody else's is the browser's mistake; a wrong secret is ours. */
function tokenRefused(status: number, body: unknown): AppError {
  const { error } = TOKEN_ERROR.safeParse(body).data ?? { error: `status ${status}` };
  if (error === 'invalid_grant') return unbelievable('The provider does not take the code (any more).');
  return new AppError(
    'UPSTREAM_ERROR',
    `The provider gave no tokens: ${error}. Check the client's id and secret.`,
  );
}

/** The default of OAuth 2.0 (RFC 8414, 2), where the provider names neither. */
function usesBasic({ token_endpoint_auth_methods_supported: methods }: Metadata): boolean {
  return methods.includes('client_secret_basic') || !methods.includes('client_secret_post');
}

/** RFC 6749, 2.3.1: both are form-encoded first. */
function basicHeader(id: string, secret: string): string {
  const encoded = [id, secret].map((part) => new URLSearchParams({ part }).toString().slice('part='.length));
  return `Basic ${Buffer.from(encoded.join(':')).toString('base64')}`;
}

async function verifyIdToken(
  provider: OidcProvider,
  metadata: Metadata,
  flow: Flow,
  idToken: string,
): Promise<JWTPayload & { sub: string }> {
  const { clientId } = provider.config;
  const { payload } = await jwtVerify(idToken, issuerKeys(provider, metadata), {
    algorithms: ALGORITHMS,
    issuer: metadata.issuer,
    audience: clientId,
    requiredClaims: ['sub', 'exp', 'iat'],
    maxTokenAge: MAX_AGE_SECONDS,
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
  }).catch((cause: unknown) => {
    throw cause instanceof JOSEError ? unbelievable('The ID token is not valid.', cause) : cause;
  });
  if (payload.nonce !== flow.nonce) throw unbelievable('The ID token is of another sign-in.');
  const { sub, azp, aud } = payload;
  const forOthers = (Array.isArray(aud) && aud.length > 1) || azp !== undefined;
  if (forOthers && azp !== clientId) throw unbelievable('The ID token was made for another client.');
  if (!sub) throw unbelievable('The ID token names nobody.');
  return { ...payload, sub };
}

/** Nothing where there is no such endpoint; what it says must be of the same person (OpenID Connect Core 1.0, 5.3.2). */
async function userInfo(
  provider: OidcProvider,
  metadata: Metadata,
  claims: JWTPayload,
  accessToken: string | undefined,
): Promise<Record<string, unknown>> {
  if (!metadata.userinfo_endpoint || !accessToken) return {};
  const headers = { authorization: `Bearer ${accessToken}` };
  const response = await ask(provider, metadata.userinfo_endpoint, { headers });
  if (response.status !== 200)
    throw new AppError(
      'UPSTREAM_ERROR',
      `The provider's UserInfo endpoint answered with status ${response.status}.`,
    );
  const info = USER_INFO.safeParse(await response.json().catch(() => null));
  // A signed answer (JWT) is not understood: the ID token has to do.
  if (!info.success) return {};
  if (info.data.sub !== claims.sub) throw unbelievable('UserInfo is of another person.');
  return info.data;
}

function unbelievable(why: string, cause?: unknown): AppError {
  return new AppError('UNAUTHORIZED', `The provider's answer can't be used. ${why} Sign in again.`, {
    cause,
  });
}

const TOKENS = z.object({ id_token: z.string().min(1), access_token: z.string().optional() });
const TOKEN_ERROR = z.object({ error: z.string().regex(/^[a-z_]{1,60}$/) });
const USER_INFO = z.looseObject({ sub: z.string() });
