import { createHmac } from 'node:crypto';
import { jwtVerify } from 'jose';
import { JOSEError } from 'jose/errors';
import { z } from 'zod';
import { databaseNow } from '#lib/auth/clock.ts';
import { ExpiringMap } from '#lib/auth/expiring-map.ts';
import { deriveKey } from '#lib/auth/secret.ts';
import { SCOPE_ACTIONS } from '#lib/oci/scope.ts';

type Named = { id: number; name: string; stamp: number };

/** What a token says: who asks, by which credential, and what was granted. The rest is asked of the database each time. */
export type TokenClaims = {
  /** Null: anonymous, or a robot. */
  user: Named | null;
  robot: Named | null;
  /** Id of the access token that it was given for, whose limits apply to it; null: another credential. */
  token: number | null;
  /** What the audit says they came with; null: nothing. */
  credential: string | null;
  access: z.infer<typeof ACCESS>;
};

/** Clients ask again when it ends; a push that takes longer asks in between. The spec's least is one minute, docker's five. */
export const TOKEN_LIFETIME_SECONDS = 600;

/**
 * A signed token for the registry endpoint, which does not outlive the credential it is given for (`until`; null: one without an end).
 * @returns it and how long it holds, in seconds. Throws AppError UNAVAILABLE without a database.
 */
export async function signToken(
  { user, robot, token, credential, access }: TokenClaims,
  until: Date | null = null,
): Promise<{ token: string; lifetime: number }> {
  const now = Math.floor((await databaseNow()) / 1000);
  const lifetime = lifetimeUntil(until, now);
  const claims = {
    uid: user?.id ?? null,
    rid: robot?.id ?? null,
    tid: token,
    cred: credential,
    stamp: (user ?? robot)?.stamp ?? null,
    access,
    sub: (user ?? robot)?.name ?? '',
    aud: AUDIENCE,
    iat: now,
    nbf: now,
    exp: now + lifetime,
  };
  return { token: sign(claims, await deriveKey(KEY_PURPOSE)), lifetime };
}

/** At least a second: a client may not get a token that never was valid. */
function lifetimeUntil(until: Date | null, now: number): number {
  if (until === null) return TOKEN_LIFETIME_SECONDS;
  const left = Math.floor(until.getTime() / 1000) - now;
  return Math.min(TOKEN_LIFETIME_SECONDS, Math.max(1, left));
}

/** A JWS in its compact form (RFC 7515, 7.1), here rather than by jose: WebCrypto's HMAC is a job of its own thread each time. */
function sign(claims: object, key: Buffer): string {
  const signed = `${HEADER}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}

/** What a token says, or null for one that is not ours, was altered, or has ended. Throws AppError UNAVAILABLE without a database. */
export async function verifyToken(token: string): Promise<TokenClaims | null> {
  const now = await databaseNow();
  const known = verified.get(token);
  if (known) return now / 1000 < known.expires + LEEWAY_SECONDS ? known.claims : null;
  const read = await verify(token, now);
  if (read) verified.set(token, read);
  return read?.claims ?? null;
}

/** Keys of other purposes, and other programs' tokens, must not open this door. */
const KEY_PURPOSE = 'registry-token';
const AUDIENCE = 'registry';
const ALGORITHM = 'HS256';
const HEADER = Buffer.from(JSON.stringify({ alg: ALGORITHM, typ: 'JWT' })).toString('base64url');
/** Clocks of replicas are measured, not equal. */
const LEEWAY_SECONDS = 60;

/** A client sends the same token for every layer: its signature is checked once, as long as it lives. Some 5 MB at most. */
const REMEMBERED = 5000;
const REMEMBERED_MS = (TOKEN_LIFETIME_SECONDS + LEEWAY_SECONDS) * 1000;
const verified = new ExpiringMap<{ claims: TokenClaims; expires: number }>(REMEMBERED, REMEMBERED_MS);

const ACCESS = z.array(
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('repository'), name: z.string(), actions: z.array(z.enum(SCOPE_ACTIONS)) }),
    z.object({ type: z.literal('registry'), name: z.literal('catalog'), actions: z.tuple([z.literal('*')]) }),
  ]),
);

const PAYLOAD = z.object({
  sub: z.string(),
  exp: z.number(),
  uid: z.number().int().nullable(),
  rid: z.number().int().nullable(),
  tid: z.number().int().nullable(),
  cred: z.string().nullable(),
  stamp: z.number().int().nullable(),
  access: ACCESS,
});

async function verify(token: string, now: number): Promise<{ claims: TokenClaims; expires: number } | null> {
  const key = await deriveKey(KEY_PURPOSE);
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [ALGORITHM],
      audience: AUDIENCE,
      clockTolerance: LEEWAY_SECONDS,
      currentDate: new Date(now),
    });
    return read(payload);
  } catch (error) {
    if (error instanceof JOSEError) return null;
    throw error;
  }
}

function read(payload: unknown): { claims: TokenClaims; expires: number } | null {
  const parsed = PAYLOAD.safeParse(payload);
  if (!parsed.success) return null;
  const { sub, uid, rid, tid, cred, stamp, access, exp } = parsed.data;
  const named = (id: number | null) => (id !== null && stamp !== null ? { id, name: sub, stamp } : null);
  return {
    claims: { user: named(uid), robot: named(rid), token: tid, credential: cred, access },
    expires: exp,
  };
}
