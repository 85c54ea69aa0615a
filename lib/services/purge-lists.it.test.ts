import { expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { fallbackTag } from '#lib/oci/fallback-tag.ts';
import { OCI_INDEX } from '#lib/oci/media-types.ts';
import { parseReference } from '#lib/oci/reference.ts';
import { headManifest } from '#lib/registry/manifests.ts';
import { listTags } from '#lib/registry/tags.ts';
import { referrer } from '../../e2e/support/attachments.ts';
import { compared } from '../../e2e/support/cleanup.ts';
import type { Content, Image } from '../../e2e/support/images.ts';
import { descriptor, json, smallImages } from '../../e2e/support/images.ts';
import { ACTOR, pushThroughServices, ROOT } from '../../e2e/support/service-push.ts';
import { deleteTags } from './delete-tags.ts';
import { purge } from './purge.ts';
import { putManifest } from './put-manifest.ts';

const [image] = smallImages(1, 'lists') as [Image];
const note = (text: string) => referrer(image, { artifactType: 'application/vnd.example.note', note: text });

/** The list as clients without the referrers API write it. */
async function putList(repository: string, referrers: Content[]): Promise<string> {
  const list = json(OCI_INDEX, {
    schemaVersion: 2,
    mediaType: OCI_INDEX,
    manifests: referrers.map(descriptor),
    annotations: { by: 'a client' },
  });
  await putManifest({
    repository,
    reference: parseReference(fallbackTag(image.digest)),
    bytes: list.bytes,
    contentType: OCI_INDEX,
    principal: ROOT,
    actor: ACTOR,
  });
  return list.digest;
}

const purgeNow = async () => {
  await query('UPDATE trash_entry SET expires_at = now()');
  return purge();
};

it('lists that clients wrote go once they name what was purged, and not before', async () => {
  await compared();
  const notes = ['a', 'b'].map(note);
  await pushThroughServices('ls/app', 'v1', image);
  await pushThroughServices('ls/app', 'v2', notes[1]!);
  await pushThroughServices('ls/app', notes[0]!.digest, notes[0]!);
  const lists = [await putList('ls/app', notes.slice(0, 1)), await putList('ls/app', notes)];
  await purgeNow();
  const there = () => Promise.all(lists.map((digest) => headManifest('ls/app', digest)));
  expect(await there()).toEqual(lists);

  await deleteTags({ repository: 'ls/app', tags: ['v1', 'v2'], actor: ACTOR });
  expect(await purgeNow()).toBe(3);
  expect(await there()).toEqual([null, null]);
  expect(await listTags('ls/app')).toEqual([]);
  expect(
    await query(
      `SELECT m.digest FROM manifest m JOIN repository r ON r.id = m.repository_id WHERE r.name = 'ls/app'`,
    ),
  ).toEqual([]);
});
