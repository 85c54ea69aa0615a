import { createLocalJWKSet, type JWTVerifyGetKey } from 'jose';
import { JWKSNoMatchingKey } from 'jose/errors';
import { z } from 'zod';
import { AppError } from '#lib/errors/app-error.ts';
import { outboundFetch, type OutboundInit } from '#lib/outbound/outbound-fetch.ts';
import { ExpiringMap } from '../expiring-map.ts';
import type { OidcProvider } from '../external/providers.ts';

/** What is used of a provider's discovery document (OpenID Connect Discovery 1.0, 3). */
export type Metadata = z.output<typeof METADATA>;

/** Somebody waits in front of a browser. */
const TIMEOUT_MS = 5_000;
/** The largest documents known have some 10 KiB; sets of keys a few more. */
const MAX_BYTES = 256 * 1024;
/** Providers change their keys by announcing the new ones first; a key that is not known is asked for at once. */
const KEPT_MS = 10 * 60_000;
const MAX_KEPT = 100;
/** Between two questions for a key that is not known, so that forged tokens are no way to flood a provider. */
const ASK_AGAIN_MS = 30_000;

const documents = new ExpiringMap<Metadata>(MAX_KEPT, KEPT_MS);
const keySets = new ExpiringMap<JWTVerifyGetKey>(MAX_KEPT, KEPT_MS);
const askedAgain = new ExpiringMap<true>(MAX_KEPT, ASK_AGAIN_MS);

type Asked = Pick<OidcProvider, 'trusted'> & { config: Pick<OidcProvider['config'], 'issuer'> };

/**
 * The provider's own description, asked for at most every ten minutes.
 * @throws AppError UPSTREAM_ERROR or UPSTREAM_TIMEOUT when it can't be had or is not the issuer's own; REQUEST_INVALID for an
 *   address that is not allowed
 */
export async function discover(provider: Asked): Promise<Metadata> {
  const key = cacheKey(provider, provider.config.issuer);
  const known = documents.get(key);
  if (known) return known;
  const { issuer } = provider.config;
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const found = METADATA.safeParse(await fetchJson(provider, address));
  if (!found.success) throw unsound(issuer, 'it lacks something, or is no discovery document', found.error);
  // Discovery 1.0, 4.3: it must be the same to the letter, or one issuer could speak for another.
  if (found.data.issuer !== issuer)
    throw unsound(issuer, `it says that the issuer is ${found.data.issuer}: configure exactly that`);
  refuseWorseTransport(issuer, found.data);
  documents.set(key, found.data);
  return found.data;
}

/** For `jwtVerify`: the issuer's keys, asked for once more when none of them fits. */
export function issuerKeys(provider: Asked, metadata: Metadata): JWTVerifyGetKey {
  return async (header, token) => {
    const key = cacheKey(provider, metadata.jwks_uri);
    const known = keySets.get(key) ?? (await loadKeys(provider, metadata, key));
    try {
      return await known(header, token);
    } catch (error) {
      if (!(error instanceof JWKSNoMatchingKey) || askedAgain.get(key)) throw error;
      askedAgain.set(key, true);
      return await (
        await loadKeys(provider, metadata, key)
      )(header, token);
    }
  };
}

/** One request to the provider. @throws AppError as `discover` */
export async function ask(provider: Asked, address: string, init: OutboundInit = {}): Promise<Response> {
  return await outboundFetch(address, {
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
    trusted: provider.trusted,
    ...init,
    headers: { accept: 'application/json', ...init.headers },
  });
}

async function fetchJson(provider: Asked, address: string): Promise<unknown> {
  const response = await ask(provider, address);
  if (response.status === 200) return await response.json().catch(() => null);
  throw new AppError(
    'UPSTREAM_ERROR',
    `${address} answered with status ${response.status}. Check the issuer.`,
  );
}

async function loadKeys(provider: Asked, metadata: Metadata, key: string): Promise<JWTVerifyGetKey> {
  const found = KEYS.safeParse(await fetchJson(provider, metadata.jwks_uri));
  if (!found.success) throw unsound(metadata.issuer, 'its set of keys is none', found.error);
  const keys = createLocalJWKSet(found.data);
  keySets.set(key, keys);
  return keys;
}

/** What the environment may reach, the pages may not: neither uses what was asked for the other. */
function cacheKey({ trusted }: Asked, address: string): string {
  return `${trusted} ${address}`;
}

/** An issuer with TLS whose tokens came without would be worth no more than one without. */
function refuseWorseTransport(issuer: string, metadata: Metadata): void {
  if (!issuer.startsWith('https:')) return;
  const { authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint } = metadata;
  const all = [authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint ?? issuer];
  if (all.some((address) => !address.startsWith('https:')))
    throw unsound(issuer, 'it names addresses without TLS');
}

function unsound(issuer: string, why: string, cause?: unknown): AppError {
  return new AppError('UPSTREAM_ERROR', `The discovery document of ${issuer} can't be used: ${why}.`, {
    cause,
  });
}

const endpoint = z.url({ protocol: /^https?$/ });

const METADATA = z.object({
  issuer: z.string(),
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  jwks_uri: endpoint,
  userinfo_endpoint: endpoint.optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).default(['client_secret_basic']),
  code_challenge_methods_supported: z.array(z.string()).optional(),
  /** RFC 9207. */
  authorization_response_iss_parameter_supported: z.boolean().default(false),
});

const KEYS = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });
