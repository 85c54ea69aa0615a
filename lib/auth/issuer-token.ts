import { createLocalJWKSet, decodeJwt, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose';
import { JOSEError, JWKSNoMatchingKey } from 'jose/errors';
import { z } from 'zod';
import { AppError } from '#lib/errors/app-error.ts';
import { outboundFetch } from '#lib/outbound/outbound-fetch.ts';
import { databaseNow } from './clock.ts';
import { ExpiringMap } from './expiring-map.ts';

/** Signatures by a key pair only: with a shared secret (HS256), or none, whoever verifies could also have made the token. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
/** Clocks differ. */
const LEEWAY_SECONDS = 60;
/** Keys change rarely, and a new one is asked for when it is met (below). */
const KEYS_FOR_MS = 10 * 60_000;
const MAX_ISSUERS = 500;
/** A token with a key that nobody knows must not make us ask the issuer each time. */
const ASK_AGAIN_MS = 5_000;

/** The issuer that a token names, without a word of it being true yet; null: it is no token, or names none. */
export function claimedIssuer(token: string): string | null {
  try {
    const { iss } = decodeJwt(token);
    return typeof iss === 'string' ? iss : null;
  } catch (error) {
    if (error instanceof JOSEError) return null;
    throw error;
  }
}

/**
 * What a token of an OpenID Connect issuer says, by the issuer's keys as its discovery document gives them (OpenID Connect Discovery
 * 1.0, 4; RFC 7519, 7.2): signed by the issuer, named as the one asked for, begun and not ended, by the database's clock. Its audience
 * is not looked at here. @returns null when any of that is not so
 * @throws AppError UPSTREAM_ERROR, UPSTREAM_TIMEOUT when the issuer can't be asked; REQUEST_INVALID for an address that is not allowed
 */
export async function verifyIssuerToken(token: string, issuer: string): Promise<JWTPayload | null> {
  const keys = await keysOf(issuer);
  const payload = await verify(token, issuer, keys.set);
  if (payload !== 'unknown key') return payload;
  if (performance.now() - keys.askedAt < ASK_AGAIN_MS) return null;
  known.delete(issuer);
  const again = await verify(token, issuer, (await keysOf(issuer)).set);
  return again === 'unknown key' ? null : again;
}

async function verify(
  token: string,
  issuer: string,
  keys: JSONWebKeySet,
): Promise<JWTPayload | 'unknown key' | null> {
  const currentDate = new Date(await databaseNow());
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
      algorithms: ALGORITHMS,
      issuer,
      requiredClaims: ['exp', 'iat', 'aud'],
      clockTolerance: LEEWAY_SECONDS,
      currentDate,
    });
    const issuedAt = payload.iat ?? Infinity;
    return issuedAt <= currentDate.getTime() / 1000 + LEEWAY_SECONDS ? payload : null;
  } catch (error) {
    if (error instanceof JWKSNoMatchingKey) return 'unknown key';
    if (error instanceof JOSEError || error instanceof TypeError) return null;
    throw error;
  }
}

type Keys = { set: JSONWebKeySet; askedAt: number };
const known = new ExpiringMap<Promise<Keys>>(MAX_ISSUERS, KEYS_FOR_MS);

/** Asked for once, however many tokens come at the same time; a failure is not kept. */
async function keysOf(issuer: string): Promise<Keys> {
  const kept = known.get(issuer);
  if (kept) return kept;
  const asked = ask(issuer);
  known.set(issuer, asked);
  asked.catch(() => known.delete(issuer));
  return asked;
}

const DISCOVERY = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });
const KEY_SET = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });

async function ask(issuer: string): Promise<Keys> {
  const askedAt = performance.now();
  const discovery = DISCOVERY.safeParse(
    await readJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`),
  );
  const told = discovery.data;
  if (!told || told.issuer !== issuer || isWeaker(told.jwks_uri, issuer)) throw notAnIssuer(issuer);
  const set = KEY_SET.safeParse(await readJson(told.jwks_uri));
  if (!set.success) throw notAnIssuer(issuer);
  return { set: set.data, askedAt };
}

/** Keys that come without TLS are no keys of an issuer with TLS. */
function isWeaker(keys: string, issuer: string): boolean {
  return issuer.startsWith('https:') && !keys.startsWith('https:');
}

async function readJson(address: string): Promise<unknown> {
  const answer = await outboundFetch(address, { headers: { accept: 'application/json' } });
  if (answer.status !== 200)
    throw new AppError('UPSTREAM_ERROR', `${new URL(address).host} answered ${answer.status}.`);
  return answer.json().catch(() => null);
}

function notAnIssuer(issuer: string): AppError {
  return new AppError(
    'UPSTREAM_ERROR',
    `${issuer} does not describe itself as an issuer of OpenID Connect: its discovery document or its keys are not as expected.`,
  );
}
