import { rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { completeEnvironment } from '#lib/env/env.ts';
import { parseReference } from '#lib/oci/reference.ts';
import { closeUpstream } from '#lib/registry/connection.ts';
import { smallImages, type Content, type Image } from '../../e2e/support/images.ts';
import { startRegistry, type Registry } from '../../e2e/support/registry.ts';
import { ACTOR, ROOT, pushThroughServices } from '../../e2e/support/service-push.ts';
import { putManifest } from './put-manifest.ts';

let registry: Registry;
const REPOSITORY = 'lost/app';

beforeAll(async () => {
  registry = await startRegistry();
  closeUpstream();
  completeEnvironment({ REGISTRY_URL: registry.url });
});
afterAll(() => registry.stop());

const put = (image: Image, tag: string) =>
  putManifest({
    repository: REPOSITORY,
    reference: parseReference(tag),
    bytes: image.bytes,
    contentType: image.mediaType,
    principal: ROOT,
    actor: ACTOR,
  });

/** The registry's note that the repository has the blob; a registry killed while it writes it leaves it empty. */
const linkOf = ({ digest }: Content) =>
  join(
    registry.folder,
    'docker/registry/v2/repositories',
    REPOSITORY,
    '_layers',
    digest.replace(':', '/'),
    'link',
  );

const hidden = async () =>
  (
    await query<{ digest: string }>(
      `SELECT b.digest FROM repository_blob b JOIN repository r ON r.id = b.repository_id
       WHERE r.name = $1 AND b.hidden`,
      [REPOSITORY],
    )
  ).map(({ digest }) => digest);

it('a note that another push is just writing anew is waited for', async () => {
  const [image] = smallImages(1, 'torn');
  await pushThroughServices(REPOSITORY, 'torn', image!);
  const [blob] = image!.blobs;
  await truncate(linkOf(blob!));
  const pushing = put(image!, 'torn-2');
  await sleep(100);
  await writeFile(linkOf(blob!), blob!.digest);
  expect(await pushing).toMatchObject({ digest: image!.digest });
});

it.each([
  ['half written', (blob: Content) => truncate(linkOf(blob))],
  ['gone', (blob: Content) => rm(linkOf(blob))],
])('a blob whose note is %s is asked of the client again, and the next push works', async (name, lose) => {
  const [image, other] = smallImages(2, name);
  await pushThroughServices(REPOSITORY, 'v1', image!);
  await pushThroughServices(REPOSITORY, 'other', other!);
  const [blob] = image!.blobs;
  await lose(blob!);
  await expect(put(image!, 'v2')).rejects.toMatchObject({
    code: 'MANIFEST_BLOB_UNKNOWN',
    message: expect.stringMatching(`has lost ${blob!.digest}.*[Pp]ush .*again`) as string,
  });
  expect(await hidden()).toEqual([blob!.digest]);
  await pushThroughServices(REPOSITORY, 'v2', image!);
  expect(await hidden()).toEqual([]);
});

it('a blob that was never there is no lost one', async () => {
  const [image] = smallImages(1, 'never');
  await expect(put(image!, 'v3')).rejects.toMatchObject({ code: 'MANIFEST_BLOB_UNKNOWN' });
  expect(await hidden()).toEqual([]);
});
