import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { moveTag } from '#lib/db/index-tags.ts';
import { query } from '#lib/db/pool.ts';
import { transaction } from '#lib/db/transaction.ts';
import { completeEnvironment, env } from '#lib/env/env.ts';
import { capabilities } from '#lib/registry/capabilities.ts';
import { closeUpstream } from '#lib/registry/connection.ts';
import { each } from '#lib/registry/each.ts';
import { headManifest, putManifest } from '#lib/registry/manifests.ts';
import { startFaultyProxy, type FaultyProxy } from './support/faulty-proxy.ts';
import { ask, makeAccount, type Account } from './support/gateway.ts';
import { smallImages, type Image } from './support/images.ts';
import { differences, until, untilSettled } from './support/inside.ts';
import { startGateway, type Gateway } from './support/lighter.ts';
import { startRegistry, type Registry } from './support/registry.ts';
import { pushThroughServices } from './support/service-push.ts';

// The DELETE of a stock 2.x goes on by itself when whoever sent it is gone: it scans all tags of the repository, and removes by name those
// that it found. Of 200 pushes that a bare registry acknowledges meanwhile most lose their tag.

const REPOSITORY = 'cut/off';
/** All of them are scanned; those that go are pointed at the scratch before, one by one. */
const TAGS = 2_000;
const DOOMED = 500;
const PUSHES = 200;
/** Of the pushes, those of tags that are being deleted: each waits, and asks the database again and again. */
const OF_DOOMED = 60;
const RETRY_MS = 200;
const LANES = 16;

let registry: Registry;
let proxy: FaultyProxy;
let gateway: Gateway;
let root: Account;
let deleteArrives: () => void = () => undefined;
const [old, ...images] = smallImages(4, 'cut off') as [Image, ...Image[]];
const kept = names('keep', TAGS - DOOMED);
const doomed = names('pr', DOOMED);

beforeAll(async () => {
  registry = await startRegistry();
  proxy = await startFaultyProxy(registry.url, (request) => {
    if (request.startsWith(`DELETE /v2/${REPOSITORY}/`)) deleteArrives();
  });
  closeUpstream();
  completeEnvironment({ REGISTRY_URL: registry.url });
  root = await makeAccount('root', { admin: true });
  gateway = await startGateway({ DATABASE_URL: env().databaseUrl!, REGISTRY_URL: registry.url });
  for (const image of images) await pushThroughServices(REPOSITORY, image.digest, image);
  await tagAll();
});

afterAll(async () => {
  await gateway.stop();
  await proxy.close();
  await registry.stop();
});

it(
  'a DELETE that is cut off and goes on by itself takes no push with it that was acknowledged',
  { timeout: 120_000 },
  async ({ skip }) => {
    skip((await capabilities()).untag !== 'scratch', 'this registry deletes tags one by one');
    const halted = Promise.withResolvers<void>();
    deleteArrives = () => {
      process.kill(registry.pid(), 'SIGSTOP');
      halted.resolve();
    };
    const deleting = startDeleting();
    await Promise.race([halted.promise, endsTooEarly(deleting)]);
    await setImmediate();
    deleting.kill('SIGKILL');
    await once(deleting, 'exit');
    expect(upstreamTags().filter((tag) => doomed.includes(tag))).toHaveLength(doomed.length);
    process.kill(registry.pid(), 'SIGCONT');

    const wanted = new Map(
      [
        ...doomed.filter((_, number) => number % 8 === 0).slice(0, OF_DOOMED),
        ...names('new', PUSHES - OF_DOOMED),
      ].map((tag, number) => [tag, images[number % images.length]!]),
    );
    expect(wanted.size).toBe(PUSHES);
    const acknowledged = new Set<string>();
    const lane = async (waiting: IterableIterator<[string, Image]>) => {
      for (const [tag, image] of waiting) {
        await pushUntilAcknowledged(tag, image);
        acknowledged.add(tag);
      }
    };
    const [ofDoomed, others] = [true, false].map((is) =>
      [...wanted].filter(([tag]) => doomed.includes(tag) === is),
    ) as [[string, Image][], [string, Image][]];
    const queue = others.values();
    const pushing = Promise.all([
      ...ofDoomed.map((one) => lane([one].values())),
      ...Array.from({ length: LANES }, () => lane(queue)),
    ]);
    pushing.catch(() => undefined);
    // Nobody asks it to any more.
    await until('the DELETE has ended', () => !upstreamTags().some((tag) => doomed.includes(tag)));
    expect([...acknowledged].filter((tag) => doomed.includes(tag))).toEqual([]);
    // By the time that others may settle an untag it is long over, as here.
    await query('UPDATE operation SET deadline_at = now()');
    await pushing;
    await untilSettled();

    const lost = await each([...wanted], async ([tag, { digest }]) => ({
      tag,
      lost: (await headManifest(REPOSITORY, tag)) !== digest,
    }));
    expect(lost.filter((one) => one.lost)).toEqual([]);
    const indexed = await query<{ name: string; digest: string }>(
      'SELECT name, digest FROM tag ORDER BY name',
    );
    const expected = [...wanted, ...kept.map((tag) => [tag, old] as const)];
    expect(Object.fromEntries(indexed.map(({ name, digest }) => [name, digest]))).toEqual(
      Object.fromEntries(expected.map(([tag, { digest }]) => [tag, digest])),
    );
    expect(await differences()).toEqual([]);
  },
);

function names(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, number) => `${prefix}-${number}`);
}

/** As so many pushes of one image would leave registry and index. */
async function tagAll(): Promise<void> {
  await pushThroughServices(REPOSITORY, 'keep-0', old);
  const tags = [...kept, ...doomed];
  await each(tags, (tag) => putManifest(REPOSITORY, tag, old.bytes, old.mediaType));
  const [manifest] = await query<{ id: number; repositoryId: number }>(
    'SELECT id, repository_id AS "repositoryId" FROM manifest WHERE digest = $1',
    [old.digest],
  );
  const { id: manifestId, repositoryId } = manifest!;
  const at = new Date();
  await transaction(async (tx) => {
    for (const tag of tags)
      await moveTag(tx, { repositoryId, tag, manifestId, kind: 'pushed', actor: null, at });
  });
}

/** Names of tags that the registry has files of, whatever it is doing. */
function upstreamTags(): string[] {
  return readdirSync(join(registry.folder, 'docker/registry/v2/repositories', REPOSITORY, '_manifests/tags'));
}

/** In a process of its own, which asks the registry through the proxy. */
function startDeleting() {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'support/delete-tags-program.ts'), REPOSITORY],
    {
      env: { ...process.env, DATABASE_URL: env().databaseUrl!, REGISTRY_URL: proxy.url },
      stdio: ['pipe', 'inherit', 'inherit'],
    },
  );
  child.stdin.end(doomed.join('\n'));
  return child;
}

async function endsTooEarly(child: ChildProcess): Promise<void> {
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== null) throw new Error(`the program that deletes ended by itself, with ${code}`);
}

/** Does what a client does that is told to come back. */
async function pushUntilAcknowledged(tag: string, { bytes, mediaType }: Image): Promise<void> {
  for (;;) {
    const { status, text } = await ask(gateway.url, `PUT /v2/${REPOSITORY}/manifests/${tag}`, {
      as: root.basic,
      body: bytes,
      headers: { 'content-type': mediaType },
    });
    if (status === 201) return;
    // Another has the tag, or a busy machine too much to do.
    expect([429, 503], `${tag}: ${text}`).toContain(status);
    await sleep(RETRY_MS);
  }
}
