import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, gatewayHere, makeAccount, type Account } from '../../e2e/support/gateway.ts';
import { buildImage, imageIndex, json, smallImages, type Image } from '../../e2e/support/images.ts';
import { until } from '../../e2e/support/inside.ts';
import { contentsOf } from '../../e2e/support/layout.ts';
import { push, putBlob } from '../../e2e/support/push.ts';
import { startRegistry, type Registry } from '../../e2e/support/registry.ts';
import { readGcRun } from '#lib/db/gc-runs.ts';
import { query } from '#lib/db/pool.ts';
import { readRegistryStorage } from '#lib/db/registry-storage.ts';
import { readReclaimable } from '#lib/db/unreferenced-blobs.ts';
import { completeEnvironment } from '#lib/env/env.ts';
import { digestOf } from '#lib/oci/digest.ts';
import { isManifestType, OCI_INDEX } from '#lib/oci/media-types.ts';
import { pinBytes, PIN_TYPE } from '#lib/oci/pin.ts';
import { capabilities } from '#lib/registry/capabilities.ts';
import { SYSTEM_ACTOR } from '#lib/services/actor.ts';
import { deleteTags } from '#lib/services/delete-tags.ts';
import { purge } from '#lib/services/purge.ts';
import { startGc } from '#lib/services/request-gc.ts';
import { measureContent } from './content.ts';
import { startCollector } from './main.ts';

let registry: Registry;
let gateway: Awaited<ReturnType<typeof gatewayHere>>;
let collector: Awaited<ReturnType<typeof startCollector>>;
let gina: Account;

beforeAll(async () => {
  registry = await startRegistry();
  // What is deleted can be purged at once.
  completeEnvironment({ LIGHTER_STORAGE: registry.folder, LIGHTER_TRASH_DAYS: '0' });
  gateway = await gatewayHere({ REGISTRY_URL: registry.url });
  gina = await makeAccount('gina');
  collector = await startCollector();
  await until('the collector is there', async () => (await readRegistryStorage()) !== null);
});

afterAll(async () => {
  await collector.close();
  await gateway.close();
  await registry.stop();
});

const target = (repository: string) => ({ url: gateway.url, repository, authorization: gina.basic });
const send = (request: string, options: Parameters<typeof ask>[2] = {}) =>
  ask(gateway.url, request, { as: gina.basic, ...options });
const bytesOnDisk = async () => (await measureContent(registry.folder)).bytes;

/** An image with a layer of its own of so many bytes. */
function imageOf(bytes: number): Image {
  return buildImage('amd64', {}, [
    {
      instruction: 'COPY noise /noise',
      files: [{ kind: 'file', path: 'noise', bytes: randomBytes(bytes) }],
    },
  ]);
}

async function collectNow({ dryRun = false } = {}) {
  const { id } = await startGc({ dryRun, trigger: 'manual', actor: SYSTEM_ACTOR });
  await until('it has ended', async () => !['queued', 'running'].includes((await readGcRun(id))!.status));
  const run = (await readGcRun(id))!;
  expect([run.status, run.message ?? '']).toEqual(['done', '']);
  return run;
}

async function deleteForGood(repository: string, tag: string): Promise<void> {
  const { deleted } = await deleteTags({ repository, tags: [tag], actor: SYSTEM_ACTOR });
  expect(deleted).toEqual([tag]);
  await purge();
}

/** Whatever a client pulls of it is there, and is what its digest says. */
async function expectWhole(repository: string, image: Parameters<typeof contentsOf>[0]): Promise<void> {
  for (const { digest, mediaType } of contentsOf(image)) {
    const kind = isManifestType(mediaType) ? 'manifests' : 'blobs';
    const answer = await send(`GET /v2/${repository}/${kind}/${digest}`, { headers: { accept: mediaType } });
    expect([answer.status, digestOf(answer.body)]).toEqual([200, digest]);
  }
}

/** As if so long ago that no push can still be under way. */
async function age(digest: string): Promise<void> {
  await query(`UPDATE repository_blob SET used_at = now() - interval '2 days' WHERE digest = $1`, [digest]);
}

const MIB = 1024 * 1024;

describe('garbage collection', () => {
  it('finds nothing in a registry that nothing was ever pushed to', async () => {
    expect(await collectNow()).toMatchObject({ bytesBefore: 0, bytesAfter: 0, blobs: 0, bytes: 0 });
    expect(await collectNow({ dryRun: true })).toMatchObject({ blobs: 0, bytes: 0 });
  });

  it('frees what was purged, and nothing else', async () => {
    const kept = imageOf(MIB);
    const index = imageIndex(smallImages(2, 'platforms'));
    const gone = imageOf(3 * MIB);
    await push(target('gina/kept'), 'v1', kept);
    await push(target('gina/index'), 'v1', index);
    await push(target('gina/gone'), 'v1', gone);
    await push(target('gina/gone'), 'shared', kept);
    await deleteForGood('gina/gone', 'v1');
    const size = gone.blobs.reduce((sum, blob) => sum + blob.size, 0);
    expect(await readReclaimable()).toEqual({ blobs: gone.blobs.length, bytes: size });

    const look = await collectNow({ dryRun: true });
    // Lighter's own estimate knows no manifests: here the image's, and on 2.x the scratch by which it was untagged.
    const manifests = (await capabilities()).untag === 'scratch' ? 2 : 1;
    expect(look.blobs).toBe(gone.blobs.length + manifests);
    expect(look.bytes).toBeGreaterThan(size + gone.size);
    const before = await bytesOnDisk();
    const run = await collectNow();
    expect(run).toMatchObject({ bytesBefore: before, bytesAfter: before - look.bytes!, bytes: look.bytes });
    expect(await bytesOnDisk()).toBe(before - look.bytes!);
    expect(await readReclaimable()).toEqual({ blobs: 0, bytes: 0 });
    // What is gone does not count for a quota, however lately it was uploaded.
    const counted = await query('SELECT 1 FROM project_blob WHERE digest = ANY ($1)', [
      gone.blobs.map(({ digest }) => digest),
    ]);
    expect(counted).toEqual([]);
    await expectWhole('gina/kept', kept);
    await expectWhole('gina/gone', kept);
    await expectWhole('gina/index', index);
    expect((await collectNow()).pausedMs).toBeNull();
  });

  it('keeps what a push has brought, found or mounted, and its manifest comes through afterwards', async () => {
    const [uploaded, told, mounted] = smallImages(3, 'in the middle') as [Image, Image, Image];
    for (const blob of uploaded.blobs) await putBlob(target('gina/middle'), blob);
    for (const blob of told.blobs) {
      await putBlob(target('gina/middle'), blob);
      await age(blob.digest);
      expect((await send(`HEAD /v2/gina/middle/blobs/${blob.digest}`)).status).toBe(200);
    }
    for (const blob of mounted.blobs) {
      await putBlob(target('gina/source'), blob);
      const mount = `mount=${blob.digest}&from=gina/source`;
      expect((await send(`POST /v2/gina/middle/blobs/uploads/?${mount}`)).status).toBe(201);
      await query(
        `UPDATE repository_blob SET used_at = now() - interval '2 days' WHERE digest = $1
           AND repository_id = (SELECT id FROM repository WHERE name = 'gina/source')`,
        [blob.digest],
      );
    }
    const junk = imageOf(MIB).blobs[1]!;
    await putBlob(target('gina/middle'), junk);
    await age(junk.digest);

    expect((await collectNow()).bytes).toBe(junk.size);
    expect((await send(`HEAD /v2/gina/middle/blobs/${junk.digest}`)).status).toBe(404);
    for (const [i, image] of [uploaded, told, mounted].entries()) {
      const put = await send(`PUT /v2/gina/middle/manifests/v${i}`, {
        body: image.bytes,
        headers: { 'content-type': image.mediaType },
      });
      expect([put.status, put.text]).toEqual([201, '']);
      await expectWhole('gina/middle', image);
    }
    await putBlob(target('gina/middle'), junk);
    expect((await send(`HEAD /v2/gina/middle/blobs/${junk.digest}`)).status).toBe(200);
  });

  it('keeps what a push was told is there, although the image that had it is purged meanwhile', async () => {
    const [image] = smallImages(1, 'told of') as [Image];
    await push(target('gina/told'), 'v1', image);
    await query(`UPDATE manifest SET pushed_at = pushed_at - interval '2 days' WHERE digest = $1`, [
      image.digest,
    ]);
    for (const { digest } of image.blobs) {
      await age(digest);
      expect((await send(`HEAD /v2/gina/told/blobs/${digest}`)).status).toBe(200);
    }
    await deleteForGood('gina/told', 'v1');
    await collectNow();
    const put = await send('PUT /v2/gina/told/manifests/v2', {
      body: image.bytes,
      headers: { 'content-type': image.mediaType },
    });
    expect([put.status, put.text]).toEqual([201, '']);
    await expectWhole('gina/told', image);
  });

  it('leaves no pin behind, takes none for an image, and lets nobody push one', async () => {
    const [image] = smallImages(1, 'pinned') as [Image];
    for (const blob of image.blobs) await putBlob(target('gina/pins'), blob);
    const junk = imageOf(1000).blobs[1]!;
    await putBlob(target('gina/pins'), junk);
    await age(junk.digest);
    const run = await collectNow();
    const pin = pinBytes(
      run.id,
      image.blobs.toSorted((a, b) => (a.digest < b.digest ? -1 : 1)),
    );
    const path = `/v2/gina/pins/manifests/${digestOf(pin)}`;
    expect((await ask(registry.url, `HEAD ${path}`, { headers: { accept: PIN_TYPE } })).status).toBe(404);
    expect(await query('SELECT pins FROM gc_run WHERE id = $1', [run.id])).toEqual([{ pins: [] }]);

    const put = await send(`PUT ${path}`, { body: pin, headers: { 'content-type': PIN_TYPE } });
    expect([put.status, put.text]).toEqual([400, expect.stringContaining('dev.lighter.pin')]);
    await putBlob({ url: registry.url, repository: 'gina/pins' }, json('', {}));
    const upstream = await ask(registry.url, `PUT ${path}`, {
      body: pin,
      headers: { 'content-type': PIN_TYPE },
    });
    expect(upstream.status).toBe(201);
    expect((await send(`GET ${path}`)).status).toBe(404);
  });

  it('keeps a repository that holds nothing but indexes', async () => {
    const empty = json(OCI_INDEX, { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [] });
    const put = await send('PUT /v2/gina/indexes/manifests/v1', {
      body: empty.bytes,
      headers: { 'content-type': OCI_INDEX },
    });
    expect(put.status).toBe(201);
    const gone = imageOf(1000);
    await push(target('gina/other'), 'v1', gone);
    await deleteForGood('gina/other', 'v1');
    expect((await collectNow()).blobs).toBeGreaterThan(0);
    const there = await ask(registry.url, 'GET /v2/gina/indexes/manifests/v1', {
      headers: { accept: OCI_INDEX },
    });
    expect([there.status, digestOf(there.body)]).toEqual([200, empty.digest]);
  });

  it('past Lighter costs a push one more attempt', async () => {
    const [image] = smallImages(1, 'elsewhere') as [Image];
    for (const blob of image.blobs) await putBlob(target('gina/elsewhere'), blob);
    const [, hex = ''] = image.blobs[1]!.digest.split(':');
    rmSync(join(registry.folder, 'docker/registry/v2/blobs/sha256', hex.slice(0, 2), hex), {
      recursive: true,
    });
    const put = () =>
      send('PUT /v2/gina/elsewhere/manifests/v1', {
        body: image.bytes,
        headers: { 'content-type': image.mediaType },
      });
    expect((await put()).status).toBe(400);
    await push(target('gina/elsewhere'), 'v1', image);
    await expectWhole('gina/elsewhere', image);
  });

  it('does nothing in a folder that is not the storage of this registry', async () => {
    const other = await startRegistry();
    await push(target('gina/here'), 'v1', imageOf(1000));
    await collector.close();
    completeEnvironment({ LIGHTER_STORAGE: other.folder });
    collector = await startCollector();
    await until('the collector is there', async () => (await readRegistryStorage()) !== null);
    const { id } = await startGc({ dryRun: false, trigger: 'manual', actor: SYSTEM_ACTOR });
    await until('it has ended', async () => (await readGcRun(id))!.status === 'failed');
    expect((await readGcRun(id))!.message).toMatch(
      /is not the storage of this registry: correct LIGHTER_STORAGE/,
    );
    await collector.close();
    completeEnvironment({ LIGHTER_STORAGE: registry.folder });
    collector = await startCollector();
    await until('the collector is back', async () => (await readRegistryStorage()) !== null);
    await other.stop();
  });
});
