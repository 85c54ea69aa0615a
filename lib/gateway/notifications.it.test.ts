import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { ask, gatewayHere, makeAccount, setRole, type Account } from '../../e2e/support/gateway.ts';
import { smallImages } from '../../e2e/support/images.ts';
import { push } from '../../e2e/support/push.ts';
import { startRegistry, type Registry } from '../../e2e/support/registry.ts';
import { makeProjectWith } from '../../e2e/support/rows.ts';
import { completeEnvironment } from '#lib/env/env.ts';

const TOKEN = 'a-token-of-the-registry-of-36-chars.';
let gateway: Awaited<ReturnType<typeof gatewayHere>>;
let registry: Registry;
let nora: Account;
const images = smallImages(4, 'notified');

beforeAll(async () => {
  registry = await startRegistry();
  gateway = await gatewayHere({
    REGISTRY_URL: registry.url,
    UPSTREAM_MODE: 'shared',
    REGISTRY_NOTIFICATIONS_TOKEN: TOKEN,
  });
  await registry.restart({
    notifications: {
      endpoints: [
        {
          name: 'lighter',
          url: `${gateway.url}/hooks/registry`,
          headers: { Authorization: [`Bearer ${TOKEN}`] },
          timeout: '5s',
          threshold: 3,
          backoff: '1s',
        },
      ],
    },
  });
  nora = await makeAccount('nora');
  await makeProjectWith('told', 'private');
  await setRole('told', nora, 'maintainer');
});

afterAll(async () => {
  await gateway.close();
  await registry.stop();
});

const behind = (repository: string) => ({ url: registry.url, repository });
const through = (repository: string) => ({ url: gateway.url, repository, authorization: nora.basic });
const indexed = (repository: string) =>
  query<{ name: string; digest: string; missing: boolean }>(
    `SELECT t.name, t.digest, t.missing FROM tag t JOIN repository r ON r.id = t.repository_id
     WHERE r.name = $1 ORDER BY t.name`,
    [repository],
  );
const tell = (events: unknown[], token = TOKEN) =>
  ask(gateway.url, 'POST /hooks/registry', {
    as: `Bearer ${token}`,
    headers: { 'content-type': 'application/vnd.docker.distribution.events.v1+json' },
    body: JSON.stringify({ events }),
  });

it('what others push, move and bring along is in the index without anyone asking for it', async () => {
  await push(behind('told/app'), 'v1', images[0]!);
  await vi.waitFor(
    async () =>
      expect(await indexed('told/app')).toEqual([{ name: 'v1', digest: images[0]!.digest, missing: false }]),
    20_000,
  );
  await push(behind('told/app'), 'v1', images[1]!);
  await push(behind('newcomer/app'), 'v1', images[2]!);
  await vi.waitFor(async () => {
    expect(await indexed('told/app')).toMatchObject([{ digest: images[1]!.digest }]);
    expect(await indexed('newcomer/app')).toMatchObject([{ digest: images[2]!.digest }]);
  }, 20_000);
});

it('a push through Lighter stays the push of its user', async () => {
  await push(through('told/own'), 'v1', images[0]!);
  await push(behind('told/after'), 'v1', images[0]!);
  await vi.waitFor(async () => expect(await indexed('told/after')).toHaveLength(1), 20_000);
  expect(
    await query(
      `SELECT e.kind FROM tag_event e JOIN repository r ON r.id = e.repository_id WHERE r.name = 'told/own'`,
    ),
  ).toHaveLength(1);
});

it('a delete that is only said to have happened changes nothing', async () => {
  await push(through('told/kept'), 'v1', images[3]!);
  const target = { repository: 'told/kept', digest: images[3]!.digest, tag: 'v1' };
  expect((await tell([{ action: 'delete', target }])).status).toBe(200);
  expect(
    (
      await tell([
        { action: 'push', target: { ...target, mediaType: images[0]!.mediaType, tag: 'invented' } },
      ])
    ).status,
  ).toBe(200);
  await push(behind('told/later'), 'v1', images[3]!);
  await vi.waitFor(async () => expect(await indexed('told/later')).toHaveLength(1), 20_000);
  expect(await indexed('told/kept')).toEqual([{ name: 'v1', digest: images[3]!.digest, missing: false }]);
});

it('looks again where the registry speaks before it acts, as it does with the tag of a push', async () => {
  await registry.restart({ notifications: { endpoints: [] } });
  await push(behind('told/before'), 'v1', images[0]!);
  const { digest, mediaType } = images[0]!;
  const events = ['early/app', 'told/before'].map((repository) => ({
    action: 'push',
    target: { repository, mediaType, digest, tag: 'v1' },
  }));
  expect((await tell(events)).status).toBe(200);
  // They are followed in turn: the look at early/app is over, and found nothing.
  await vi.waitFor(async () => expect(await indexed('told/before')).toHaveLength(1), 20_000);
  expect(await indexed('early/app')).toEqual([]);
  await push(behind('early/app'), 'v1', images[0]!);
  await vi.waitFor(async () => expect(await indexed('early/app')).toHaveLength(1), 20_000);
});

it('takes them from no one else, and leaves out what it can not read', async () => {
  expect((await tell([], 'another-token-of-the-registry-of-36.')).status).toBe(401);
  expect((await ask(gateway.url, 'POST /hooks/registry', { body: '{}' })).status).toBe(401);
  expect((await tell([null, {}, { action: 'push', target: { repository: '../x', tag: 'y' } }])).status).toBe(
    200,
  );
  const as = `Bearer ${TOKEN}`;
  expect((await ask(gateway.url, 'POST /hooks/registry', { as, body: 'no JSON' })).status).toBe(400);
  const large = Buffer.alloc(1024 * 1024 + 1);
  expect((await ask(gateway.url, 'POST /hooks/registry', { as, body: large })).status).toBe(413);
  completeEnvironment({ REGISTRY_NOTIFICATIONS_TOKEN: undefined });
  expect((await tell([])).status).toBe(404);
});
