import { setTimeout as sleep } from 'node:timers/promises';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, gatewayHere, makeAccount, setRole } from '../../e2e/support/gateway.ts';
import { startIssuers, type TestIssuer } from '../../e2e/support/issuer.ts';
import { call, principalOf, type Answer } from '../../e2e/support/people.ts';
import { basic } from '../../e2e/support/push.ts';
import { makeProjectWith } from '../../e2e/support/rows.ts';
import { makeRobot } from '../../e2e/support/secrets.ts';
import { ACTOR } from '../../e2e/support/service-push.ts';
import { deleteExpiredSecrets } from '#lib/db/secrets.ts';
import { query } from '#lib/db/pool.ts';
import { completeEnvironment } from '#lib/env/env.ts';
import { POST as exchange } from '../../app/api/v1/robots:exchange/route.ts';
import { createTrust, deleteTrust } from './robot-trusts.ts';
import { updateRobot } from './robots.ts';

// Keyless CI: a token of an issuer that a robot trusts, for a secret of the robot that holds for a quarter of an hour. The issuer is a
// process of its own.

let issuers: Awaited<ReturnType<typeof startIssuers>>;
let gateway: Awaited<ReturnType<typeof gatewayHere>>;
let ci: TestIssuer;
const CLAIMS = { sub: 'repo:acme/app:ref:refs/heads/main', repository: 'acme/app' };
const TERMS = { repository: 'acme/app', sub: 'repo:acme/app:ref:refs/heads/*' };

beforeAll(async () => {
  issuers = await startIssuers();
  gateway = await gatewayHere({ LIGHTER_ALLOW_PRIVATE_TARGETS: '127.0.0.1/32' });
  const eve = await makeAccount('xeve');
  await makeProjectWith('xacme', 'private');
  await setRole('xacme', eve, 'owner');
  ci = issuers.of('ci');
  await trusting('ci', ci);
});

afterAll(async () => {
  await gateway.close();
  await issuers.stop();
});

/** A robot without a secret that trusts the issuer. */
async function trusting(robot: string, { issuer }: TestIssuer) {
  const grants = [{ repositories: '**', scopes: ['write' as const] }];
  const { name } = await makeRobot('xeve', 'xacme', { name: robot, grants, secret: false });
  const terms = { issuer, audience: 'registry.test', claims: TERMS };
  const place = { project: 'xacme', robot };
  const trust = await createTrust(await principalOf('xeve'), place, terms, ACTOR);
  return { name, place, trust };
}

const send = (robot: string, token: string): Promise<Answer> =>
  call(exchange, { method: 'POST', body: { robot, token }, headers: { 'x-forwarded-for': '192.0.2.77' } });
const base = async (secret: string) =>
  (await ask(gateway.url, 'GET /v2/', { as: `Bearer ${secret}` })).status;
const push = async (secret: string) =>
  (await ask(gateway.url, 'POST /v2/xacme/app/blobs/uploads/', { as: `Bearer ${secret}` })).status;

describe('an exchange', () => {
  it('gives a secret that signs in as the robot for a quarter of an hour, again and again', async () => {
    const token = await ci.sign(CLAIMS);
    const secrets = [];
    for (let time = 0; time < 2; time++) {
      const { status, body } = await send('xacme+ci', token);
      expect([status, body['username']]).toEqual([200, 'xacme+ci']);
      const left = Date.parse(String(body['expiresAt'])) - Date.now();
      expect(Math.abs(left - 900_000)).toBeLessThan(60_000);
      secrets.push(String(body['secret']));
    }
    expect(new Set(secrets).size).toBe(2);
    for (const secret of secrets) {
      expect(secret).toMatch(/^ltr_[0-9A-Za-z]{36}$/);
      expect(await push(secret)).toBe(202);
      expect((await ask(gateway.url, 'GET /token', { as: basic('xacme+ci', secret) })).status).toBe(200);
    }
    expect(await ci.asked()).toBe(1);
    const events = await query(
      `SELECT actor, credential, project, target, detail FROM audit_event WHERE action = 'robot.exchanged' LIMIT 1`,
    );
    const detail = { issuer: ci.issuer, subject: CLAIMS.sub };
    expect(events).toEqual([
      { actor: 'xacme+ci', credential: 'exchange', project: 'xacme', target: 'xacme+ci', detail },
    ]);
  });

  it('is over when its time is, and swept', async () => {
    const { body } = await send('xacme+ci', await ci.sign(CLAIMS));
    await query(
      `UPDATE robot_secret SET expires_at = now() - interval '1 second' WHERE id = (SELECT max(id) FROM robot_secret)`,
    );
    expect(await base(String(body['secret']))).toBe(401);
    expect(await deleteExpiredSecrets()).toBe(1);
  });

  it('ends with the robot, where that is sooner', async () => {
    const issuer = issuers.of('short');
    const { name, place } = await trusting('short', issuer);
    const expiresAt = new Date(Date.now() + 120_000).toISOString();
    await updateRobot(await principalOf('xeve'), place, { expiresAt }, ACTOR);
    const { body } = await send(name, await issuer.sign(CLAIMS));
    expect(Date.parse(String(body['expiresAt']))).toBeLessThanOrEqual(Date.parse(expiresAt) + 1000);
  });
});

describe('a refusal', () => {
  const now = () => Math.floor(Date.now() / 1000);
  const WRONG: Record<string, () => Promise<string>> = {
    'another audience': () => ci.sign({ ...CLAIMS, aud: 'other' }),
    'no audience': () => ci.sign({ ...CLAIMS, aud: undefined }),
    'another claim': () => ci.sign({ ...CLAIMS, repository: 'mallory/app' }),
    'a missing claim': () => ci.sign({ sub: CLAIMS.sub }),
    'a claim that goes on': () => ci.sign({ ...CLAIMS, sub: `${CLAIMS.sub}/evil` }),
    'an end that is over': () => ci.sign({ ...CLAIMS, exp: now() - 120 }),
    'no end': () => ci.sign({ ...CLAIMS, exp: undefined }),
    'no beginning': () => ci.sign({ ...CLAIMS, iat: undefined }),
    'a beginning to come': () => ci.sign({ ...CLAIMS, nbf: now() + 300 }),
    'a making to come': () => ci.sign({ ...CLAIMS, iat: now() + 300 }),
    'somebody else’s key': () => ci.sign(CLAIMS, 'rogue'),
    'another issuer’s word': () => issuers.of('evil').sign({ ...CLAIMS, iss: ci.issuer }),
    'an issuer that nobody trusts': () => issuers.of('evil').sign(CLAIMS),
    'no issuer': () => ci.sign({ ...CLAIMS, iss: undefined }),
    'no signature': async () =>
      new UnsecuredJWT({ ...CLAIMS, aud: 'registry.test' })
        .setIssuer(ci.issuer)
        .setIssuedAt()
        .setExpirationTime('5m')
        .encode(),
    'the public key as a shared secret': async () => {
      const [key] = (await ci.keys()).keys;
      return new SignJWT({ ...CLAIMS, aud: 'registry.test' })
        .setProtectedHeader({ alg: 'HS256', kid: key!['kid']! })
        .setIssuer(ci.issuer)
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(new TextEncoder().encode(JSON.stringify(key)));
    },
    'what is no token': async () => 'not.a.token',
  };

  it.each(Object.keys(WRONG))('of %s', async (kind) => {
    const refused = await send('xacme+ci', await WRONG[kind]!());
    expect(refused.status).toBe(401);
    expect(refused.body).not.toHaveProperty('secret');
  });

  it('is the same for a robot that is not there, is disabled, or trusts another', async () => {
    const other = await trusting('elsewhere', issuers.of('elsewhere'));
    const off = await trusting('off', ci);
    await updateRobot(await principalOf('xeve'), off.place, { disabled: true }, ACTOR);
    const token = await ci.sign(CLAIMS);
    const answers = [];
    for (const name of ['xacme+nobody', 'xacme', 'nowhere+ci', 'a\u0000b', other.name, off.name])
      answers.push(await send(name, token));
    answers.push(await send('xacme+ci', await ci.sign({ ...CLAIMS, aud: 'other' })));
    const bodies = answers.map(({ status, body }) => [status, body['detail'], body['code']]);
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
    expect(bodies[0]![0]).toBe(401);
  });

  it('of an issuer that calls itself another, or is where it may not be', async () => {
    const lying = issuers.of('lying');
    const { name } = await trusting('lying', lying);
    expect((await send(name, await lying.sign(CLAIMS))).status).toBe(502);
    const hidden = issuers.of('hidden');
    const robot = await trusting('hidden', hidden);
    const token = await hidden.sign(CLAIMS);
    completeEnvironment({ LIGHTER_ALLOW_PRIVATE_TARGETS: undefined });
    expect((await send(robot.name, token)).status).toBe(400);
    completeEnvironment({ LIGHTER_ALLOW_PRIVATE_TARGETS: '127.0.0.1/32' });
    expect((await send(robot.name, token)).status).toBe(200);
  });

  it.each<[string, unknown]>([
    ['no robot', { token: 'x' }],
    ['no token', { robot: 'xacme+ci' }],
    ['a token that is too long', { robot: 'xacme+ci', token: 'x'.repeat(16_385) }],
    ['more', { robot: 'xacme+ci', token: 'x', admin: true }],
  ])('of %s', async (_, body) => {
    expect((await call(exchange, { method: 'POST', body })).status).toBe(400);
  });

  it('makes an address wait after too many', async () => {
    const headers = { 'x-forwarded-for': '192.0.2.78' };
    const attempt = () => call(exchange, { method: 'POST', body: { robot: 'a+b', token: 'x' }, headers });
    const statuses = new Set<number>();
    for (let time = 0; time < 205; time++) statuses.add((await attempt()).status);
    expect(statuses).toEqual(new Set([401, 429]));
    expect((await send('xacme+ci', await ci.sign(CLAIMS))).status).toBe(200);
  });
});

describe('an issuer’s keys', () => {
  it('are asked for again when a token has a new one', async () => {
    const issuer = issuers.of('rotating');
    const { name } = await trusting('rotating', issuer);
    const old = await issuer.sign(CLAIMS);
    expect((await send(name, old)).status).toBe(200);
    await issuer.rotate();
    const fresh = await issuer.sign(CLAIMS);
    const asked = await issuer.asked();
    // Not for each: a token with a key that nobody has must not make us ask every time.
    for (let time = 0; time < 3; time++) await send(name, fresh);
    expect(await issuer.asked()).toBeLessThanOrEqual(asked + 1);
    while ((await send(name, fresh)).status !== 200) await sleep(500);
    expect((await send(name, old)).status).toBe(401);
  });
});

describe('what is trusted no more', () => {
  it('is out at once, with all that was exchanged', async () => {
    const issuer = issuers.of('ended');
    const { name, place, trust } = await trusting('ended', issuer);
    const token = await issuer.sign(CLAIMS);
    const { body } = await send(name, token);
    expect(await push(String(body['secret']))).toBe(202);
    await deleteTrust(await principalOf('xeve'), { ...place, id: trust.id }, ACTOR);
    expect(await push(String(body['secret']))).toBe(401);
    expect((await send(name, token)).status).toBe(401);
  });
});
