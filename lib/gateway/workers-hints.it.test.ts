import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { findRepository } from '#lib/db/index-repositories.ts';
import { abandonOperation, tagKey, tryBegin } from '#lib/db/operations.ts';
import { query } from '#lib/db/pool.ts';
import { env } from '#lib/env/env.ts';
import { ask } from '../../e2e/support/gateway.ts';
import { smallImages, type Image } from '../../e2e/support/images.ts';
import { startGateway, type Gateway } from '../../e2e/support/lighter.ts';
import { push, pushAll } from '../../e2e/support/push.ts';
import { makeProjectWith } from '../../e2e/support/rows.ts';

const TOKEN = 'a-token-of-the-registry-of-36-chars.';
const TAGS = 20;

let gateway: Gateway;

beforeAll(async () => {
  const { databaseUrl, registryUrl } = env();
  gateway = await startGateway({
    DATABASE_URL: databaseUrl!,
    REGISTRY_URL: registryUrl!,
    UPSTREAM_MODE: 'shared',
    REGISTRY_NOTIFICATIONS_TOKEN: TOKEN,
    GATEWAY_WORKERS: '3',
    HOST: '127.0.0.1',
  });
  await makeProjectWith('told', 'private');
});
afterAll(() => gateway.stop());

const behind = { url: env().registryUrl!, repository: 'told/app' };
/** On a connection of its own, so that each may be taken by another process. */
const tell = (tag: string, { digest, mediaType }: Image) =>
  ask(gateway.url, 'POST /hooks/registry', {
    as: `Bearer ${TOKEN}`,
    headers: { connection: 'close' },
    body: JSON.stringify({
      events: [{ action: 'push', target: { repository: 'told/app', mediaType, digest, tag } }],
    }),
  });
const moves = (tag: string) =>
  query<{ to: string }>('SELECT to_digest AS "to" FROM tag_event WHERE tag = $1 ORDER BY id', [tag]);

it('what several processes are told is recorded once', async () => {
  const [image] = smallImages(1, 'told once');
  await push(behind, 'once', image!);
  await Promise.all(Array.from({ length: 12 }, () => tell('once', image!)));
  await vi.waitFor(async () => expect(await moves('once')).toEqual([{ to: image!.digest }]), 20_000);
  // Later ones come after all that was told before.
  await push(behind, 'after', image!);
  await Promise.all(Array.from({ length: 12 }, () => tell('after', image!)));
  await vi.waitFor(async () => expect(await moves('after')).toHaveLength(1), 20_000);
  expect(await moves('once')).toHaveLength(1);
});

it('what moves while one of them looks is not missed by the others', async () => {
  const tags = Array.from({ length: TAGS }, (_, at) => `moved-${at}`);
  const [first, second] = [smallImages(TAGS, 'first'), smallImages(TAGS, 'second')];
  const all = (images: Image[]) => Object.fromEntries(tags.map((tag, at) => [tag, images[at]!]));
  await pushAll(behind, all(first));
  await Promise.all(
    tags.map(async (tag, at) => {
      const told = [tell(tag, first[at]!), tell(tag, first[at]!)];
      await push(behind, tag, second[at]!);
      await Promise.all([...told, tell(tag, second[at]!), tell(tag, second[at]!)]);
    }),
  );
  await vi.waitFor(async () => {
    const rows = await query<{ name: string; digest: string }>(
      `SELECT name, digest FROM tag WHERE name LIKE 'moved-%'`,
    );
    expect(Object.fromEntries(rows.map(({ name, digest }) => [name, digest]))).toEqual(
      Object.fromEntries(tags.map((tag, at) => [tag, second[at]!.digest])),
    );
  }, 20_000);
});

it('what somebody else is at is looked at again', async () => {
  const [image] = smallImages(1, 'busy');
  await push(behind, 'busy', image!);
  const repository = await findRepository('told/app');
  const begun = await tryBegin({
    repositoryId: repository!.id,
    payload: { kind: 'index', repository: 'told/app', reference: 'busy' },
    keys: [tagKey(repository!.id, 'busy')],
    actor: null,
    deadlineMs: 60_000,
  });
  if ('blockedBy' in begun) throw new Error('nobody else is at it');
  await push(behind, 'done', image!);
  await tell('busy', image!);
  await tell('done', image!);
  await vi.waitFor(async () => expect(await moves('done')).toHaveLength(1), 20_000);
  expect(await moves('busy')).toEqual([]);
  await abandonOperation(begun.done.id);
  await vi.waitFor(async () => expect(await moves('busy')).toEqual([{ to: image!.digest }]), 20_000);
});
