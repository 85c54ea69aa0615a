import { describe, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { env } from '#lib/env/env.ts';
import { OCI_IMAGE } from '#lib/oci/media-types.ts';
import { parseReference } from '#lib/oci/reference.ts';
import { headManifest } from '#lib/registry/manifests.ts';
import { busyboxIndex, json, smallImages, type Image } from '../../e2e/support/images.ts';
import { putBlob } from '../../e2e/support/push.ts';
import { ACTOR, ROOT, makeProject, pushThroughServices } from '../../e2e/support/service-push.ts';
import { ensureRepository } from './ensure-repository.ts';
import { putManifest } from './put-manifest.ts';
import { recordBlob } from './record-blob.ts';

const put = (repository: string, reference: string, image: Pick<Image, 'bytes' | 'mediaType'>) =>
  putManifest({
    repository,
    reference: parseReference(reference),
    bytes: image.bytes,
    contentType: image.mediaType,
    principal: ROOT,
    actor: ACTOR,
  });
const row = async (repository: string) => {
  const [found] = await query<{
    tags: number;
    manifests: number;
    size: number;
    repositories: number;
    projectSize: number;
  }>(
    `SELECT r.tag_count AS tags, r.manifest_count AS manifests, r.size, p.repository_count AS repositories, p.size AS "projectSize"
     FROM repository r JOIN project p ON p.id = r.project_id WHERE r.name = $1`,
    [repository],
  );
  return found!;
};

describe('a push', () => {
  it('is in the index with all it says, and counted once', async () => {
    const index = await busyboxIndex('put');
    await pushThroughServices('put/one', 'v1', index);
    await pushThroughServices('put/one', 'v1', index);
    const blobs = new Map(
      index.images.flatMap((image) => image.blobs.map((blob) => [blob.digest, blob.size])),
    );
    const size = [...blobs.values()].reduce((sum, one) => sum + one, 0);
    expect(await row('put/one')).toEqual({ tags: 1, manifests: 3, size, repositories: 1, projectSize: size });
    const [tag] = await query(
      `SELECT t.digest, t.pull_size, t.pushed_by, m.kind, m.platforms FROM tag t JOIN manifest m ON m.id = t.manifest_id
       JOIN repository r ON r.id = t.repository_id WHERE r.name = 'put/one'`,
    );
    const amd64 = index.images.find((image) => image.architecture === 'amd64')!;
    expect(tag).toEqual({
      digest: index.digest,
      pull_size: amd64.blobs.reduce((sum, blob) => sum + blob.size, 0),
      pushed_by: 'root',
      kind: 'index',
      platforms: ['linux/amd64', 'linux/arm64'],
    });
    // The same push again is no move of the tag.
    expect(
      await query(
        `SELECT 1 FROM tag_event e JOIN repository r ON r.id = e.repository_id WHERE r.name = 'put/one'`,
      ),
    ).toHaveLength(1);
  });

  it('of one image under many tags at once gives one manifest and every tag', async () => {
    const [image] = smallImages(1, 'at-once');
    await makeProject('put');
    const { id } = await ensureRepository('put/at-once', ROOT);
    for (const blob of image!.blobs) {
      await putBlob({ url: env().registryUrl!, repository: 'put/at-once' }, blob);
      await recordBlob({ repositoryId: id, digest: blob.digest, size: blob.size });
    }
    const tags = Array.from({ length: 20 }, (_, i) => `t${i}`);
    await Promise.all(tags.map((tag) => put('put/at-once', tag, image!)));
    expect(await row('put/at-once')).toMatchObject({ tags: 20, manifests: 1 });
  });

  it('of two images under one tag at once gives one order: index, upstream and history agree', async () => {
    const images = smallImages(6, 'race');
    for (const [i, image] of images.entries()) await pushThroughServices('put/race', `base-${i}`, image);
    await Promise.all(images.map((image) => put('put/race', 'latest', image)));
    const events = await query<{ from: string | null; to: string }>(
      `SELECT e.from_digest AS from, e.to_digest AS to FROM tag_event e JOIN repository r ON r.id = e.repository_id
       WHERE r.name = 'put/race' AND e.tag = 'latest' ORDER BY e.id`,
    );
    expect(events.map((event) => event.from)).toEqual([
      null,
      ...events.slice(0, -1).map((event) => event.to),
    ]);
    const [tag] = await query<{ digest: string }>(
      `SELECT t.digest FROM tag t JOIN repository r ON r.id = t.repository_id WHERE r.name = 'put/race' AND t.name = 'latest'`,
    );
    expect(tag!.digest).toBe(events.at(-1)!.to);
    expect(await headManifest('put/race', 'latest')).toBe(tag!.digest);
  });
});

describe('a push that can not be', () => {
  it('names what is missing, and leaves nothing behind', async () => {
    const [image] = smallImages(1, 'no-blobs');
    await makeProject('put');
    await expect(put('put/no-blobs', 'v1', image!)).rejects.toMatchObject({ code: 'MANIFEST_BLOB_UNKNOWN' });
    expect(await row('put/no-blobs')).toMatchObject({ tags: 0, manifests: 0, size: 0 });
    expect(await query('SELECT 1 FROM operation')).toEqual([]);
  });

  it.each([
    ['another digest than it was sent under', `sha256:${'0'.repeat(64)}`, 'DIGEST_INVALID'],
    ['a scratch’s annotations', 'v1', 'MANIFEST_INVALID'],
  ])('has %s', async (_what, reference, code) => {
    await makeProject('put');
    const annotations = { 'dev.lighter.untag.operation': 'x', 'dev.lighter.untag.tags': '{}' };
    const config = {
      mediaType: 'application/vnd.oci.empty.v1+json',
      digest: `sha256:${'1'.repeat(64)}`,
      size: 2,
    };
    const manifest = { schemaVersion: 2, mediaType: OCI_IMAGE, config, layers: [] };
    const made = json(OCI_IMAGE, code === 'DIGEST_INVALID' ? manifest : { ...manifest, annotations });
    await expect(put('put/bad', reference, made)).rejects.toMatchObject({ code });
  });

  it('goes to a project that is not there, or where the role is missing: the same sentence', async () => {
    const [{ id }] = (await query<{ id: number }>(
      `WITH n AS (INSERT INTO namespace (name) VALUES ('mallory') RETURNING name) INSERT INTO "user" (name) SELECT name FROM n RETURNING id`,
    )) as [{ id: number }];
    const mallory = { kind: 'user' as const, id, name: 'mallory', admin: false, stamp: 0 };
    await makeProject('secret');
    const refused = async (name: string) =>
      ensureRepository(name, mallory).then(String, (error: Error) => error.message);
    expect((await refused('secret/x')).replaceAll('secret', '·')).toBe(
      (await refused('nowhere/x')).replaceAll('nowhere', '·'),
    );
    // Her own name is a project as soon as she pushes to it.
    expect(await ensureRepository('mallory/app', mallory)).toMatchObject({ project: { name: 'mallory' } });
  });
});
