import { expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { smallImages } from '../../e2e/support/images.ts';
import { ACTOR, ROOT, pushThroughServices } from '../../e2e/support/service-push.ts';
import { deleteManifest } from './delete-manifest.ts';
import { deleteTags } from './delete-tags.ts';
import { getManifest } from './get-manifest.ts';
import { pinManifest, unpinManifest } from './pin-manifest.ts';

const REPOSITORY = 'pins/app';
const asker = { principal: ROOT, actor: ACTOR };
const guest = {
  principal: { kind: 'user', id: -1, name: 'nobody', admin: false, stamp: 0 },
  actor: ACTOR,
} as const;
const look = (reference: string) => getManifest(ROOT, { repository: REPOSITORY, reference });

it('a pinned image stays when its last tag goes, and no delete by digest takes it', async () => {
  const [image] = smallImages(1, 'pins');
  const manifest = { repository: REPOSITORY, digest: image!.digest };
  await pushThroughServices(REPOSITORY, 'v1', image!);
  await pinManifest(asker, manifest);
  await pinManifest(asker, manifest);
  expect((await look('v1')).pinned).toMatchObject({ by: ACTOR.name });

  await deleteTags({ repository: REPOSITORY, tags: ['v1'], actor: ACTOR });
  expect(await look(image!.digest)).toMatchObject({ tags: [], pinned: { by: ACTOR.name } });
  await expect(deleteManifest({ ...manifest, actor: ACTOR })).rejects.toMatchObject({
    code: 'DENIED',
    message: expect.stringContaining('unpin it first') as string,
  });

  await unpinManifest(asker, manifest);
  await deleteManifest({ ...manifest, actor: ACTOR });
  await expect(look(image!.digest)).rejects.toMatchObject({ code: 'MANIFEST_UNKNOWN' });
  await expect(pinManifest(asker, manifest)).rejects.toMatchObject({ code: 'MANIFEST_UNKNOWN' });
  expect(
    (
      await query<{ action: string }>(
        `SELECT action FROM audit_event WHERE action LIKE 'manifest.%pin' ORDER BY id`,
      )
    ).map(({ action }) => action),
  ).toEqual(['manifest.pin', 'manifest.unpin']);
});

it('who may not lock tags may not pin, and is not told of what they may not see', async () => {
  const [image] = smallImages(1, 'pins-no');
  await pushThroughServices(REPOSITORY, 'v2', image!);
  const manifest = { repository: REPOSITORY, digest: image!.digest };
  await expect(pinManifest(guest, manifest)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
