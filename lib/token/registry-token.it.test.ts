import { SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { databaseNow } from '#lib/auth/clock.ts';
import { deriveKey } from '#lib/auth/secret.ts';
import { signToken, TOKEN_LIFETIME_SECONDS, verifyToken, type TokenClaims } from './registry-token.ts';

const claims: TokenClaims = {
  user: { id: 7, name: 'ann', stamp: 3 },
  robot: null,
  token: null,
  credential: 'password',
  access: [{ type: 'repository', name: 'ann/app', actions: ['pull'] }],
};

/** A token like ours but for what `change` does to it. */
async function forge(
  change: (jwt: SignJWT, now: number) => SignJWT,
  { key, alg = 'HS256' }: { key?: Uint8Array; alg?: string } = {},
): Promise<string> {
  const now = Math.floor((await databaseNow()) / 1000);
  const payload = { uid: 7, rid: null, tid: null, cred: 'password', stamp: 3, access: claims.access };
  const jwt = new SignJWT(payload)
    .setProtectedHeader({ alg })
    .setSubject('ann')
    .setAudience('registry')
    .setNotBefore(now)
    .setExpirationTime(now + 300);
  return change(jwt, now).sign(key ?? (await deriveKey('registry-token')));
}

describe('a token', () => {
  it('says what it was given for', async () => {
    expect(await verifyToken((await signToken(claims)).token)).toEqual(claims);
    const anonymous: TokenClaims = { user: null, robot: null, token: null, credential: null, access: [] };
    expect(await verifyToken((await signToken(anonymous)).token)).toEqual(anonymous);
    expect(await verifyToken(await forge((jwt) => jwt))).toEqual(claims);
  });

  it('does not outlive the credential that it was given for', async () => {
    const inSeconds = async (seconds: number) =>
      (await signToken(claims, new Date((await databaseNow()) + seconds * 1000))).lifetime;
    expect(await inSeconds(120)).toBeLessThanOrEqual(120);
    expect(await inSeconds(120)).toBeGreaterThan(110);
    expect(await inSeconds(-5)).toBe(1);
    expect(await inSeconds(86_400)).toBe(TOKEN_LIFETIME_SECONDS);
    expect((await signToken(claims)).lifetime).toBe(TOKEN_LIFETIME_SECONDS);
  });

  it('lasts for as long as clients take for granted', () => {
    expect(TOKEN_LIFETIME_SECONDS).toBeGreaterThanOrEqual(300);
    expect(TOKEN_LIFETIME_SECONDS).toBeLessThanOrEqual(900);
  });

  it.each<[string, (jwt: SignJWT, now: number) => SignJWT, boolean]>([
    ['ended a minute and more ago', (jwt, now) => jwt.setExpirationTime(now - 70), false],
    ['ended just now', (jwt, now) => jwt.setExpirationTime(now - 30), true],
    ['of the future', (jwt, now) => jwt.setNotBefore(now + 120), false],
    ['of a clock that is ahead', (jwt, now) => jwt.setNotBefore(now + 30), true],
    ['for another audience', (jwt) => jwt.setAudience('session'), false],
  ])('%s', async (_, change, good) => {
    expect((await verifyToken(await forge(change))) !== null).toBe(good);
  });

  it('is no other program’s, no other purpose’s, and none without a signature', async () => {
    expect(await verifyToken(await forge((jwt) => jwt, { key: Buffer.alloc(32, 1) }))).toBeNull();
    expect(await verifyToken(await forge((jwt) => jwt, { key: await deriveKey('session') }))).toBeNull();
    expect(await verifyToken(await forge((jwt) => jwt, { alg: 'HS512' }))).toBeNull();
    expect(
      await verifyToken(new UnsecuredJWT({ uid: 7, stamp: 3 }).setAudience('registry').encode()),
    ).toBeNull();
    const [header, , signature] = (await signToken(claims)).token.split('.');
    const altered = Buffer.from(JSON.stringify({ ...claims, uid: 1 })).toString('base64url');
    expect(await verifyToken(`${header}.${altered}.${signature}`)).toBeNull();
    expect(await verifyToken('')).toBeNull();
  });

  it('is not believed longer for having been seen', async () => {
    const token = await forge((jwt, now) => jwt.setExpirationTime(now - 59));
    expect(await verifyToken(token)).not.toBeNull();
    const until = (await databaseNow()) + 2_000;
    while ((await databaseNow()) < until) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await verifyToken(token)).toBeNull();
  });
});
