import { randomBytes, randomInt } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureContent } from '#lib/collector/content.ts';
import { closeDatabase, query } from '#lib/db/pool.ts';
import { completeEnvironment } from '#lib/env/env.ts';
import { digestOf } from '#lib/oci/digest.ts';
import { isManifestType } from '#lib/oci/media-types.ts';
import type { GcRun, GcState } from '#lib/schemas/storage.ts';
import { purge } from '#lib/services/purge.ts';
import { ask } from './support/gateway.ts';
import { differences, lookInside, until, untilSettled } from './support/inside.ts';
import { buildImage, type Image } from './support/images.ts';
import { contentsOf } from './support/layout.ts';
import { startLighter, type Lighter } from './support/lighter.ts';
import { basic, push, putBlob } from './support/push.ts';

/** Times that a process is killed in the middle of it. */
const ROUNDS = 9;
const ROUNDS_MS = 240_000;
/** As long as a collection of this little content takes. */
const LONGEST_MS = 1_500;

let lighter: Lighter;
const authorization = basic('admin', 'correct horse battery');

beforeAll(async () => {
  lighter = await startLighter({ LIGHTER_TRASH_DAYS: '0', LOG_LEVEL: 'warn' });
  await lookInside(lighter.data);
  completeEnvironment({ LIGHTER_TRASH_DAYS: '0' });
  await send('POST /api/v1/projects', { name: 'acme', visibility: 'private' });
});

afterAll(async () => {
  await closeDatabase();
  await lighter.stop();
});

async function send(request: string, body?: unknown) {
  const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const text = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await ask(lighter.url, request, { as: authorization, headers, ...text });
  return { status: answer.status, body: answer.text ? (JSON.parse(answer.text) as unknown) : null };
}

const target = (repository: string) => ({ url: lighter.url, repository, authorization });

function imageOf(bytes: number): Image {
  return buildImage('amd64', {}, [
    {
      instruction: 'COPY noise /noise',
      files: [{ kind: 'file', path: 'noise', bytes: randomBytes(bytes) }],
    },
  ]);
}

/** Clients wait a moment after a 429, and after a gateway that was killed. */
async function pushPatiently(repository: string, tag: string, image: Image): Promise<void> {
  await until(`the push of ${repository}:${tag}`, () =>
    push(target(repository), tag, image).then(
      () => true,
      () => sleep(200, false),
    ),
  );
}

async function expectWhole(repository: string, image: Image): Promise<void> {
  for (const { digest, mediaType } of contentsOf(image)) {
    const kind = isManifestType(mediaType) ? 'manifests' : 'blobs';
    const headers = { accept: mediaType };
    const answer = await ask(lighter.url, `GET /v2/${repository}/${kind}/${digest}`, {
      as: authorization,
      headers,
    });
    expect([digest, answer.status, digestOf(answer.body)]).toEqual([digest, 200, digest]);
  }
}

async function makeGarbage(tag: string): Promise<void> {
  await pushPatiently('acme/garbage', tag, imageOf(200_000));
  await until('it is deleted', async () => {
    const { status } = await send(`DELETE /api/v1/repositories/acme/garbage/-/tags/${tag}`);
    return status === 204 || status === 200 || status === 404;
  });
  await purge();
}

const readGc = async () => (await send('GET /api/v1/system/gc')).body as GcState;

async function ended(id: string): Promise<GcRun> {
  let run: GcRun | undefined;
  await until('the run has ended', async () => {
    run = (await readGc()).runs.find((one) => one.id === id);
    return run?.status === 'done' || run?.status === 'failed';
  });
  return run!;
}

async function begin(): Promise<string> {
  let id = '';
  await until('a run is taken', async () => {
    const { status, body } = await send('POST /api/v1/system/gc', {});
    if (status === 202) id = (body as GcRun).id;
    return status === 202;
  });
  return id;
}

describe('garbage collection of the whole product', () => {
  it('frees the disk, says how it goes, and leaves what is kept whole', async () => {
    const kept = imageOf(300_000);
    await push(target('acme/kept'), 'v1', kept);
    await makeGarbage('v1');
    await until('there is a collector', async () => (await readGc()).available);
    const storage = join(lighter.data, 'registry');
    const { bytes: before } = await measureContent(storage);
    const run = await ended(await begin());
    expect(run).toMatchObject({ status: 'done', message: null, bytesBefore: before, actor: 'admin' });
    expect(run.bytes).toBeGreaterThan(200_000);
    expect((await measureContent(storage)).bytes).toBe(run.bytesAfter);
    expect(before - run.bytesAfter!).toBe(run.bytes);
    await expectWhole('acme/kept', kept);
  });

  it(
    'leaves a working registry wherever it is killed, and pushes in progress succeed',
    async () => {
      const kept = new Map<string, Image>();
      for (let round = 0; round < ROUNDS; round++) {
        await makeGarbage(`round-${round}`);
        const middle = imageOf(1_000);
        for (const blob of middle.blobs) await putBlob(target('acme/middle'), blob);
        const whole = imageOf(20_000);
        const pushing = pushPatiently('acme/busy', `v${round}`, whole);
        await begin();
        await sleep(randomInt(LONGEST_MS));
        await lighter.killPart(round % 3 === 2 ? 'gateway' : 'worker');
        await pushing;
        await pushPatiently('acme/middle', `v${round}`, middle);
        kept.set(`acme/busy`, whole).set(`acme/middle`, middle);
        await expectWhole('acme/busy', whole);
        await expectWhole('acme/middle', middle);
      }
      await untilSettled();
      const last = await ended(await begin());
      expect([last.status, last.message]).toEqual(['done', null]);
      for (const [repository, image] of kept) await expectWhole(repository, image);
      expect(await differences()).toEqual([]);
      expect(await query(`SELECT pins FROM gc_run WHERE pins <> '[]'`)).toEqual([]);
      const look = await send('POST /api/v1/system/gc', { dryRun: true });
      expect((await ended((look.body as GcRun).id)).bytes).toBe(0);
    },
    ROUNDS_MS,
  );
});
