import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answers, freePort, startChild, type Child } from '../../e2e/support/child.ts';
import { ask } from '../../e2e/support/gateway.ts';
import { buildImage, type Image } from '../../e2e/support/images.ts';
import { until } from '../../e2e/support/inside.ts';
import { basic, push } from '../../e2e/support/push.ts';
import { newFolder } from '../../e2e/support/run-folder.ts';
import { whyNoSmallDisk } from '../../e2e/support/small-disk.ts';
import { projectRoot } from '#lib/runtime/project-root.ts';
import type { GcRun, GcState, SystemStorage } from '#lib/schemas/storage.ts';

const MIB = 1024 * 1024;

/** Room for an embedded Postgres, a few images and the reserve. */
const DISK = 500 * MIB;
const LAYER = 30 * MIB;
const PASSWORD = 'correct horse battery';

const reason = whyNoSmallDisk();
if (reason !== null) process.stdout.write(`Skipped, as no disk can be made small here: ${reason}\n`);

describe.skipIf(reason !== null)('the whole product on a disk that fills', () => {
  let child: Child;
  let url: string;
  /** The data folder as it is for the product, seen from here. */
  let data: string;
  const images = new Map<string, Image>();

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const folder = join(newFolder('small'), 'data');
    const script = `mkdir -p "$0" && mount -t tmpfs -o size=${DISK} lighter-test "$0" && exec "$@"`;
    const lighter = [process.execPath, join(projectRoot, 'bin/lighter'), 'start'];
    const env = {
      ...process.env,
      ...{ PORT: String(port), LIGHTER_DATA: folder, LIGHTER_ADMIN_PASSWORD: PASSWORD, LOG_LEVEL: 'warn' },
      ...{ DATABASE_URL: '', REGISTRY_URL: '', UPSTREAM_MODE: '', LIGHTER_STORAGE: '' },
    };
    child = await startChild(
      'lighter',
      ['unshare', '--mount', 'sh', '-c', script, folder, ...lighter],
      env,
      () => answers(`${url}/readyz`),
    );
    data = join(`/proc/${child.pid}/root`, folder);
    await api('POST /api/v1/projects', { name: 'acme', visibility: 'private' });
    await until('there is a collector', async () => (await storage()).disk !== null);
    for (const tag of ['v1', 'v2']) {
      images.set(tag, imageOf(LAYER));
      await push({ url, repository: 'acme/app', authorization }, tag, images.get(tag)!);
    }
  });

  afterAll(() => child.kill('SIGTERM'));

  const authorization = basic('admin', PASSWORD);
  const api = async (request: string, body?: unknown) => {
    const answer = await ask(url, request, {
      as: authorization,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: answer.text ? (JSON.parse(answer.text) as unknown) : null };
  };
  const storage = async () => (await api('GET /api/v1/system/storage')).body as SystemStorage;
  const free = () => {
    const { bavail, bsize } = statfsSync(data);
    return bavail * bsize;
  };
  const filler = () => join(data, 'filler');
  const leaveFree = (bytes: number) => {
    rmSync(filler(), { force: true });
    const size = free() - bytes;
    if (spawnSync('fallocate', ['--length', String(size), filler()]).status !== 0)
      writeFileSync(filler(), Buffer.alloc(size));
  };
  const pushStatus = async () =>
    (await ask(url, 'POST /v2/acme/app/blobs/uploads/', { as: authorization })).status;

  it('refuses pushes below the watermark, and does everything else', async () => {
    await until('there is a reserve', async () => (await storage()).disk!.reserve > 0);
    const { watermark, reserve } = (await storage()).disk!;
    expect([watermark, reserve]).toEqual([DISK * 0.05, DISK * 0.1]);
    leaveFree(watermark - 5 * MIB);
    await until('pushes are refused', async () => (await pushStatus()) === 507);
    const manifest = images.get('v1')!;
    const put = await ask(url, 'PUT /v2/acme/app/manifests/v3', {
      as: authorization,
      headers: { 'content-type': manifest.mediaType },
      body: manifest.bytes,
    });
    expect([put.status, put.text]).toEqual([
      507,
      expect.stringContaining('The disk of the registry is full'),
    ]);
    expect((await api('GET /api/v1/me')).status).toBe(200);
    expect((await ask(url, 'GET /v2/acme/app/manifests/v1', { as: authorization })).status).toBe(200);
    expect((await ask(url, 'GET /healthz')).status).toBe(200);
    const attention = (await api('GET /api/v1/home/attention')).body as { items: { id: string }[] };
    expect(attention.items.map(({ id }) => id)).toContain('disk-full');
  });

  it('gives its reserve for deleting, and leads from there to bytes freed and to pushes', async () => {
    leaveFree(MIB);
    await until('the reserve is given up', async () => (await storage()).disk?.reserve === 0);
    expect(free()).toBeGreaterThan(20 * MIB);
    // That is for those who delete.
    expect(await pushStatus()).toBe(507);
    expect((await api('DELETE /api/v1/repositories/acme/app/-/tags/v1')).status).toBeLessThan(300);
    const asked = await api('POST /api/v1/system/gc', { emptyTrash: true });
    expect(asked.status).toBe(202);
    let run: GcRun | undefined;
    await until('space is freed', async () => {
      const { runs } = (await api('GET /api/v1/system/gc')).body as GcState;
      run = runs.find(({ id }) => id === (asked.body as GcRun).id);
      return run?.status === 'done' || run?.status === 'failed';
    });
    expect([run!.status, run!.message]).toEqual(['done', null]);
    expect(run!.bytes).toBeGreaterThan(LAYER);
    rmSync(filler());
    await until('pushes go again', async () => (await pushStatus()) === 202);
    await until('the reserve is back', async () => ((await storage()).disk?.reserve ?? 0) > 0);
    const kept = images.get('v2')!;
    for (const { digest, size } of kept.blobs) {
      const blob = await ask(url, `GET /v2/acme/app/blobs/${digest}`, { as: authorization });
      expect([blob.status, blob.body.length]).toEqual([200, size]);
    }
  });
});

function imageOf(bytes: number): Image {
  return buildImage('amd64', {}, [
    {
      instruction: 'COPY noise /noise',
      files: [{ kind: 'file', path: 'noise', bytes: randomBytes(bytes) }],
    },
  ]);
}
