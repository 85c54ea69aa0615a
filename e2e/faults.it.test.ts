import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withClient } from '#lib/db/probe-database.ts';
import { headManifest } from '#lib/registry/manifests.ts';
import { createUser, type Credentials } from './support/api.ts';
import { answers } from './support/child.ts';
import { skopeo, type Skopeo } from './support/clients.ts';
import { startHoldingProxy } from './support/holding-proxy.ts';
import { buildImage, busyboxImage, smallImages, type Image } from './support/images.ts';
import { differences, lookInside, until, untilSettled, type Inside } from './support/inside.ts';
import { writeLayout } from './support/layout.ts';
import { startGateway, startLighter, type Gateway, type Lighter } from './support/lighter.ts';
import { basic, push, putBlob, putManifest, type Target } from './support/push.ts';
import { newFolder } from './support/run-folder.ts';

const MINUTES = 60_000;

let lighter: Lighter;
let inside: Inside;
let fay: Credentials;

beforeAll(async () => {
  lighter = await startLighter();
  inside = await lookInside(lighter.data);
  fay = await createUser(lighter, 'fay');
});
afterAll(() => lighter.stop());

const target = (repository: string, url = lighter.url): Target => ({
  url,
  repository,
  authorization: basic(fay.name, fay.password),
});

async function signedIn(host: string): Promise<Skopeo> {
  const client = skopeo();
  await client.login(host, fay.name, fay.password);
  return client;
}

async function pulls(client: Skopeo, name: string, { digest }: Image): Promise<void> {
  const folder = newFolder('pulled');
  await client.copy(`docker://${lighter.host}/${name}`, `oci:${folder}:it`);
  expect((await client.run('inspect', '--format', '{{.Digest}}', `oci:${folder}:it`)).trim()).toBe(digest);
}

describe('the gateway killed', () => {
  it('in the middle of a blob: the client says so, and pushes again', { timeout: 2 * MINUTES }, async () => {
    const bytes = randomBytes(8 * 1024 * 1024);
    const image = buildImage('amd64', {}, [
      { instruction: 'COPY noise /', files: [{ kind: 'file', path: 'noise', bytes }] },
    ]);
    const layout = newFolder('layout');
    await writeLayout(layout, { image });
    const proxy = await startHoldingProxy(lighter, bytes.length / 2);
    const interrupted = (await signedIn(proxy.host)).try(
      'copy',
      '--dest-tls-verify=false',
      `oci:${layout}:image`,
      `docker://${proxy.host}/fay/blob:v1`,
    );
    await proxy.holding;
    await lighter.killPart('gateway');
    expect((await interrupted).ok).toBe(false);
    await proxy.close();

    await until('the gateway is back', () => answers(`${lighter.url}/readyz`));
    const client = await signedIn(lighter.host);
    await client.copy(`oci:${layout}:image`, `docker://${lighter.host}/fay/blob:v1`);
    await pulls(client, 'fay/blob:v1', image);
    await untilSettled();
    expect(await differences()).toEqual([]);
  });

  it(
    'around the manifest, at any moment: the next push of the tag works',
    { timeout: 4 * MINUTES },
    async () => {
      const gateway = await startGateway({
        DATABASE_URL: inside.DATABASE_URL,
        REGISTRY_URL: inside.REGISTRY_URL,
        UPSTREAM_MODE: 'exclusive',
      });
      const moments = [...Object.entries(MOMENTS), ...randomMoments(6)];
      const images = smallImages(moments.length, 'moments');
      for (const blob of images.flatMap(({ blobs }) => blobs)) await putBlob(target('fay/moments'), blob);

      for (const [number, [name, wait]] of moments.entries()) {
        const [tag, image] = [`v${number}`, images[number]!];
        const pushed = putManifest(target('fay/moments', gateway.url), tag, image).then(
          () => true,
          () => false,
        );
        await wait(tag, () => gateway.kill('SIGKILL'));
        const acknowledged = await pushed;
        await gateway.start();
        if (acknowledged) expect(await tagOf(gateway, tag), name).toBe(image.digest);
      }

      // Every second of the random ones is left to be settled by what the registry says.
      const again = images
        .entries()
        .filter(([number]) => number < 3 || number % 2 === 0)
        .toArray();
      await Promise.all(
        again.map(([number, image]) => push(target('fay/moments', gateway.url), `v${number}`, image)),
      );
      for (const [number, { digest }] of again) expect(await tagOf(gateway, `v${number}`)).toBe(digest);
      await untilSettled();
      expect(await differences()).toEqual([]);
      await gateway.stop();
    },
  );
});

describe('everything killed at once', () => {
  it('has what it acknowledged when it is started again', { timeout: 4 * MINUTES }, async () => {
    await push(target('fay/kept'), 'before', await busyboxImage());
    const images = smallImages(400, 'kept');
    const acknowledged = new Map<string, Image>();
    const pushing = images.map((image, number) => [`v${number}`, image] as const);
    const lane = async () => {
      for (let next = pushing.shift(); next; next = pushing.shift()) {
        await push(target('fay/kept'), ...next);
        acknowledged.set(...next);
      }
    };
    const lanes = Promise.allSettled([lane(), lane(), lane(), lane()]);
    await until('30 pushes are acknowledged', () => acknowledged.size >= 30);
    const { pids } = await lookInside(lighter.data);
    const killed = lighter.kill('SIGKILL');
    for (const pid of Object.values(pids)) process.kill(pid, 'SIGKILL');
    await killed;
    expect((await lanes).every(({ status }) => status === 'rejected')).toBe(true);

    await lighter.start();
    inside = await lookInside(lighter.data);
    for (const [tag, { digest }] of acknowledged)
      expect(await tagOf(lighter, tag, 'fay/kept'), tag).toBe(digest);
    const client = await signedIn(lighter.host);
    await pulls(client, 'fay/kept:before', await busyboxImage());
    await push(target('fay/kept'), 'before', images[0]!);
    expect(await tagOf(lighter, 'before', 'fay/kept')).toBe(images[0]!.digest);
    await untilSettled();
    expect(await differences()).toEqual([]);
  });
});

/** Waits for a moment in the PUT of a manifest under `tag`, and kills then. */
type Moment = (tag: string, kill: () => Promise<void>) => Promise<void>;

const MOMENTS: Record<string, Moment> = {
  'before the operation begins': (_, kill) =>
    whileLocked('operation', async (someoneWaits) => {
      await someoneWaits();
      await kill();
    }),

  'while the registry has it to write': async (_, kill) => {
    const registry = inside.pids.registry!;
    await whileLocked('operation', async (someoneWaits) => {
      await someoneWaits();
      process.kill(registry, 'SIGSTOP');
    });
    try {
      await until('the operation has begun', hasOperation);
      await kill();
    } finally {
      process.kill(registry, 'SIGCONT');
    }
  },

  'between the registry and the index': (tag, kill) =>
    whileLocked('manifest', async () => {
      await until('the registry has the tag', async () => (await headManifest('fay/moments', tag)) !== null);
      await kill();
    }),
};

function randomMoments(count: number): [string, Moment][] {
  const next = random(2026);
  return Array.from({ length: count }, () => {
    const milliseconds = Math.floor(next() * 40);
    return [
      `after ${milliseconds} ms`,
      async (_, kill) => {
        await sleep(milliseconds);
        await kill();
      },
    ];
  });
}

/** Numbers from 0 to 1, the same in every run (Park and Miller's generator). */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Nobody writes to the table until `work` is done; `someoneWaits` resolves when somebody would. */
async function whileLocked(
  table: string,
  work: (someoneWaits: () => Promise<void>) => Promise<void>,
): Promise<void> {
  await withClient(inside.DATABASE_URL, async (client) => {
    await client.query(`BEGIN; LOCK TABLE ${table} IN EXCLUSIVE MODE`);
    await work(() =>
      until('someone waits for the lock', async () => {
        const { rows } = await client.query(
          'SELECT FROM pg_locks WHERE relation = $1::regclass AND NOT granted',
          [table],
        );
        return rows.length > 0;
      }),
    );
  });
}

async function hasOperation(): Promise<boolean> {
  return withClient(
    inside.DATABASE_URL,
    async (client) => (await client.query('SELECT FROM operation')).rows.length > 0,
  );
}

async function tagOf(
  { url }: Pick<Gateway, 'url'>,
  tag: string,
  repository = 'fay/moments',
): Promise<string | null> {
  const { authorization = '' } = target(repository);
  const answer = await fetch(`${url}/v2/${repository}/manifests/${tag}`, {
    method: 'HEAD',
    headers: { authorization },
  });
  return answer.headers.get('docker-content-digest');
}
