import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { skopeo } from '../../e2e/support/clients.ts';
import {
  ask,
  errorCode,
  gatewayHere,
  makeAccount,
  setRole,
  tokenOf,
  type Account,
} from '../../e2e/support/gateway.ts';
import { busyboxIndex, smallImages, type ImageIndex } from '../../e2e/support/images.ts';
import { startGateway } from '../../e2e/support/lighter.ts';
import { push } from '../../e2e/support/push.ts';
import { makeProjectWith } from '../../e2e/support/rows.ts';
import { newFolder } from '../../e2e/support/run-folder.ts';
import { query } from '#lib/db/pool.ts';
import { deleteEndedPullWindows } from '#lib/db/pull-windows.ts';
import { completeEnvironment, env } from '#lib/env/env.ts';

const LIMITS = { PULL_LIMIT_ANONYMOUS: '3/6h', PULL_LIMIT_USER: '2/36h' };
const [image] = smallImages(1, 'limited');

let gateway: Awaited<ReturnType<typeof gatewayHere>>;
let lou: Account;
let max: Account;
let root: Account;
let index: ImageIndex;

beforeAll(async () => {
  gateway = await gatewayHere({ ...LIMITS, TRUSTED_PROXIES: '127.0.0.1' });
  [lou, max] = [await makeAccount('lou'), await makeAccount('max')];
  root = await makeAccount('root', { admin: true });
  await makeProjectWith('open', 'public');
  await makeProjectWith('shut', 'private');
  for (const project of ['open', 'shut'])
    for (const who of [lou, max]) await setRole(project, who, 'developer');
  index = await busyboxIndex();
  const target = { url: gateway.url, repository: 'open/app', authorization: lou.basic };
  await push(target, 'v1', image!);
  await push(target, 'multi', index);
});
afterAll(() => gateway.close());
beforeEach(async () => {
  await query('TRUNCATE pull_window');
});

const from = (address: string, request = 'GET /v2/open/app/manifests/v1', headers = {}) =>
  ask(gateway.url, request, { headers: { 'x-forwarded-for': address, ...headers } });
const as = (account: Account, request = 'GET /v2/open/app/manifests/v1') =>
  ask(gateway.url, request, { as: account.basic });
const left = ({ headers }: Awaited<ReturnType<typeof ask>>) => headers['ratelimit-remaining'];

describe('a pull limit', () => {
  it('counts what an address gets, tells what is left, and then refuses until the time is over', async () => {
    const before = await from('192.0.2.1', 'HEAD /v2/open/app/manifests/v1');
    expect(before.headers).toMatchObject({
      'ratelimit-limit': '3;w=21600',
      'ratelimit-remaining': '3;w=21600',
      'docker-ratelimit-source': '192.0.2.1',
    });
    for (const remaining of ['2;w=21600', '1;w=21600', '0;w=21600']) {
      const answer = await from('192.0.2.1');
      expect([answer.status, left(answer), answer.headers['ratelimit-limit']]).toEqual([
        200,
        remaining,
        '3;w=21600',
      ]);
    }
    const refused = await from('192.0.2.1');
    expect([refused.status, errorCode(refused), left(refused)]).toEqual([
      429,
      'TOOMANYREQUESTS',
      '0;w=21600',
    ]);
    expect(refused.headers['docker-ratelimit-source']).toBe('192.0.2.1');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(21_000);
    expect(refused.text).toMatch(
      /Your address has used its 3 pulls in 6 hours without signing in: run \\"docker login\\" for this registry, or pull again in 6 hours\./,
    );
    const head = await from('192.0.2.1', 'HEAD /v2/open/app/manifests/v1');
    expect([head.status, left(head)]).toEqual([200, '0;w=21600']);
    expect((await from('192.0.2.2')).status).toBe(200);
    expect((await as(lou)).status).toBe(200);
    await query(`UPDATE pull_window SET ends_at = now() WHERE key = '192.0.2.1'`);
    expect(left(await from('192.0.2.1'))).toBe('2;w=21600');
  });

  it('counts neither looks, nor what is not there, is not allowed, or is known already', async () => {
    for (const [request, status, headers] of [
      ['HEAD /v2/open/app/manifests/v1', 200, {}],
      ['GET /v2/open/app/manifests/v1', 304, { 'if-none-match': `"${image!.digest}"` }],
      ['GET /v2/open/app/manifests/v2', 404, {}],
      ['GET /v2/shut/app/manifests/v1', 401, {}],
      ['GET /v2/open/app/tags/list', 200, {}],
      [`GET /v2/open/app/blobs/${image!.blobs[0]!.digest}`, 200, {}],
    ] as const)
      expect([request, (await from('192.0.2.3', request, headers)).status]).toEqual([request, status]);
    expect(left(await from('192.0.2.3', 'HEAD /v2/open/app/manifests/v1'))).toBe('3;w=21600');
    for (let pulls = 0; pulls < 3; pulls++) await from('192.0.2.3');
    const known = { 'if-none-match': `"${image!.digest}"` };
    expect((await from('192.0.2.3', 'GET /v2/open/app/manifests/v1', known)).status).toBe(304);
  });

  it('takes a network of IPv6 for one address', async () => {
    for (let host = 1; host <= 3; host++) expect((await from(`2001:db8::${host}`)).status).toBe(200);
    const refused = await from('2001:db8::ffff');
    expect([refused.status, refused.headers['docker-ratelimit-source']]).toEqual([429, '2001:db8:0:0::/64']);
    expect((await from('2001:db8:0:1::1')).status).toBe(200);
  });

  it('is a user’s own wherever they are and however they sign in; pushes are free', async () => {
    const token = await tokenOf(gateway.url, lou, 'repository:open/app:pull');
    await push({ url: gateway.url, repository: 'open/app', authorization: lou.basic }, 'v2', image!);
    const first = await as(lou);
    expect([left(first), first.headers['docker-ratelimit-source']]).toEqual(['1;w=129600', 'lou']);
    expect(left(await ask(gateway.url, 'GET /v2/open/app/manifests/v1', { as: token }))).toBe('0;w=129600');
    const refused = await as(lou);
    expect([refused.status, errorCode(refused)]).toEqual([429, 'TOOMANYREQUESTS']);
    expect(refused.text).toMatch(
      /You have used your 2 pulls in 1 day 12 hours: pull again in 1 day 1[12] hours( 59 minutes)?\./,
    );
    await push({ url: gateway.url, repository: 'open/app', authorization: lou.basic }, 'v3', image!);
    expect((await as(max)).status).toBe(200);
  });

  it('does not hold for administrators', async () => {
    for (let pulls = 0; pulls < 4; pulls++) {
      const answer = await as(root);
      expect([answer.status, left(answer)]).toEqual([200, undefined]);
    }
  });

  it('takes an index and the manifest of a platform for one pull, and the latter alone as well', async () => {
    const platform = `GET /v2/open/app/manifests/${index.images[0]!.digest}`;
    expect(left(await from('192.0.2.4', 'GET /v2/open/app/manifests/multi'))).toBe('3;w=21600');
    expect(left(await from('192.0.2.4', platform))).toBe('2;w=21600');
    for (let pulls = 0; pulls < 2; pulls++) await from('192.0.2.4', platform);
    expect((await from('192.0.2.4', platform)).status).toBe(429);
    // A pull that can't succeed fails at its start.
    expect((await from('192.0.2.4', 'GET /v2/open/app/manifests/multi')).status).toBe(429);
    expect((await from('192.0.2.4', 'HEAD /v2/open/app/manifests/multi')).status).toBe(200);
  });

  it('takes what a client does to pull an image of many platforms for one pull', async () => {
    const client = skopeo();
    await client.login(gateway.host, max.name, max.password);
    const source = `docker://${gateway.host}/open/app:multi`;
    await client.copy(source, `oci:${join(newFolder('pulled'), 'one')}:x`);
    expect(left(await as(max, 'HEAD /v2/open/app/manifests/multi'))).toBe('1;w=129600');
    await query('TRUNCATE pull_window');
    await client.copy(source, `oci:${join(newFolder('pulled'), 'all')}:x`, '--all');
    // Each platform of them all is one.
    expect(left(await as(max, 'HEAD /v2/open/app/manifests/multi'))).toBe('0;w=129600');
  });

  it('is raised and shortened at once', async () => {
    for (let pulls = 0; pulls < 5; pulls++) await from('192.0.2.5');
    completeEnvironment({ PULL_LIMIT_ANONYMOUS: '10/1m' });
    const raised = await from('192.0.2.5');
    const [row] = await query<{ short: boolean }>(
      `SELECT ends_at <= now() + interval '60 s' AS short FROM pull_window`,
    );
    completeEnvironment(LIMITS);
    expect(left(raised)).toMatch(/^[56];w=60$/);
    expect(row).toEqual({ short: true });
  });

  it('leaves no rows once its time is over, and none at all when there is no limit', async () => {
    await from('192.0.2.6');
    await from('192.0.2.7');
    await query(`UPDATE pull_window SET ends_at = now() WHERE key = '192.0.2.6'`);
    expect(await deleteEndedPullWindows()).toBe(1);
    expect(await query('SELECT key FROM pull_window')).toEqual([{ key: '192.0.2.7' }]);
    completeEnvironment({ PULL_LIMIT_ANONYMOUS: undefined });
    const answer = await from('192.0.2.8');
    completeEnvironment(LIMITS);
    expect(Object.keys(answer.headers).filter((name) => name.includes('ratelimit'))).toEqual([]);
    expect(await query('SELECT key FROM pull_window')).toHaveLength(1);
  });

  it('is one for all processes of all gateways', async () => {
    const { databaseUrl, registryUrl } = env();
    const settings = {
      DATABASE_URL: databaseUrl!,
      REGISTRY_URL: registryUrl!,
      HOST: '127.0.0.1',
      PULL_LIMIT_USER: '40/1h',
    };
    const gateways = await Promise.all(
      ['1', '2'].map((GATEWAY_WORKERS) => startGateway({ ...settings, GATEWAY_WORKERS })),
    );
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, at) =>
        ask(gateways[at % 2]!.url, 'GET /v2/open/app/manifests/v1', { as: max.basic }),
      ),
    );
    await Promise.all(gateways.map((one) => one.stop()));
    const served = answers.filter(({ status }) => status === 200);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(60);
    expect(new Set(served.map(left)).size).toBe(40);
  });
});
