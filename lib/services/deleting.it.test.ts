import { describe, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { digestOf } from '#lib/oci/digest.ts';
import { OCI_INDEX } from '#lib/oci/media-types.ts';
import { scratchBytes } from '#lib/oci/scratch.ts';
import { headManifest, putManifest as putUpstream } from '#lib/registry/manifests.ts';
import { listTags } from '#lib/registry/tags.ts';
import { busyboxIndex, smallImages } from '../../e2e/support/images.ts';
import { ACTOR, pushThroughServices } from '../../e2e/support/service-push.ts';
import { deleteManifest } from './delete-manifest.ts';
import { deleteTags } from './delete-tags.ts';
import { purge } from './purge.ts';
import { reconcile } from './reconcile.ts';
import { restoreTrash } from './restore-trash.ts';
import { settleOverdue } from './settle-operations.ts';

const manifests = (repository: string) =>
  query<{ digest: string; hidden: boolean }>(
    'SELECT m.digest, m.hidden FROM manifest m JOIN repository r ON r.id = m.repository_id WHERE r.name = $1 ORDER BY m.id',
    [repository],
  );
const counts = async (repository: string) => {
  const [row] = await query<{ tags: number; manifests: number; size: number }>(
    'SELECT tag_count AS tags, manifest_count AS manifests, size FROM repository WHERE name = $1',
    [repository],
  );
  return row!;
};
const expireTrash = (repository: string) =>
  query(
    `UPDATE trash_entry e SET expires_at = now() - interval '1 second' FROM repository r
     WHERE r.id = e.repository_id AND r.name = $1`,
    [repository],
  );

describe('deleting tags', () => {
  it('removes one of two siblings and leaves the other, here and upstream', async () => {
    const [image] = smallImages(1, 'siblings');
    await pushThroughServices('del/siblings', 'v1', image!);
    await pushThroughServices('del/siblings', 'v2', image!);
    const before = await counts('del/siblings');
    const result = await deleteTags({ repository: 'del/siblings', tags: ['v1', 'nope'], actor: ACTOR });
    expect(result).toMatchObject({ deleted: ['v1'], moved: [], notFound: ['nope'] });
    expect(await headManifest('del/siblings', 'v1')).toBeNull();
    expect(await headManifest('del/siblings', 'v2')).toBe(image!.digest);
    expect(await listTags('del/siblings')).toEqual(['v2']);
    expect(await counts('del/siblings')).toEqual({ ...before, tags: 1 });
  });

  it('hides the last tag’s image with its platforms, and brings all back on restore', async () => {
    const index = await busyboxIndex('restore');
    await pushThroughServices('del/restore', 'v1', index);
    const before = await counts('del/restore');
    const { trashIds } = await deleteTags({ repository: 'del/restore', tags: ['v1'], actor: ACTOR });
    expect((await manifests('del/restore')).every((one) => one.hidden)).toBe(true);
    expect(await counts('del/restore')).toEqual({ tags: 0, manifests: 0, size: 0 });
    expect(await headManifest('del/restore', index.digest)).toBe(index.digest);

    await restoreTrash({ id: trashIds[0]!, actor: ACTOR });
    expect(await headManifest('del/restore', 'v1')).toBe(index.digest);
    expect((await manifests('del/restore')).some((one) => one.hidden)).toBe(false);
    expect(await counts('del/restore')).toEqual(before);
    await expect(restoreTrash({ id: trashIds[0]!, actor: ACTOR })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('refuses to restore over a tag that was pushed again', async () => {
    const [one, two] = smallImages(2, 'again');
    await pushThroughServices('del/again', 'v1', one!);
    const { trashIds } = await deleteTags({ repository: 'del/again', tags: ['v1'], actor: ACTOR });
    await pushThroughServices('del/again', 'v1', two!);
    await expect(restoreTrash({ id: trashIds[0]!, actor: ACTOR })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(await headManifest('del/again', 'v1')).toBe(two!.digest);
  });

  it('leaves a tag alone that moved upstream, and learns where it is', async () => {
    const [one, two] = smallImages(2, 'moved');
    await pushThroughServices('del/moved', 'v1', one!);
    await pushThroughServices('del/moved', 'other', two!);
    await putUpstream('del/moved', 'v1', two!.bytes, two!.mediaType);
    const result = await deleteTags({ repository: 'del/moved', tags: ['v1'], actor: ACTOR });
    expect(result).toMatchObject({ deleted: [], moved: ['v1'] });
    expect(await headManifest('del/moved', 'v1')).toBe(two!.digest);
    const [tag] = await query<{ digest: string }>(
      `SELECT t.digest FROM tag t JOIN repository r ON r.id = t.repository_id WHERE r.name = 'del/moved' AND t.name = 'v1'`,
    );
    expect(tag!.digest).toBe(two!.digest);
  });
});

describe('deleting by digest', () => {
  it('is refused while tags share it, and for a child of an index, naming them', async () => {
    const index = await busyboxIndex('digest');
    await pushThroughServices('del/digest', 'a', index);
    await pushThroughServices('del/digest', 'b', index);
    const input = (digest: string) => ({ repository: 'del/digest', digest, actor: ACTOR });
    await expect(deleteManifest(input(index.digest))).rejects.toMatchObject({
      code: 'DENIED',
      detail: { tags: ['a', 'b'] },
    });
    await expect(deleteManifest(input(index.images[0]!.digest))).rejects.toMatchObject({ code: 'DENIED' });
    await deleteTags({ repository: 'del/digest', tags: ['a'], actor: ACTOR });
    await deleteManifest(input(index.digest));
    expect(await headManifest('del/digest', 'b')).toBeNull();
    await expect(deleteManifest(input(index.digest))).rejects.toMatchObject({ code: 'MANIFEST_UNKNOWN' });
  });
});

describe('purging', () => {
  it('deletes upstream what a delete left in the trash, children and all, and nothing else', async () => {
    const index = await busyboxIndex('purge');
    const [moved, kept] = smallImages(2, 'purge');
    await pushThroughServices('purge/one', 'v1', index);
    await pushThroughServices('purge/one', 'latest', moved!);
    await pushThroughServices('purge/one', 'latest', kept!);
    await deleteTags({ repository: 'purge/one', tags: ['v1'], actor: ACTOR });
    expect(await purge()).toBe(0);
    await expireTrash('purge/one');
    expect(await purge()).toBe(3);
    expect(await headManifest('purge/one', index.digest)).toBeNull();
    // A moved tag's old image was never deleted by anyone.
    expect(await headManifest('purge/one', moved!.digest)).toBe(moved!.digest);
    expect((await manifests('purge/one')).map((one) => one.digest)).toEqual([moved!.digest, kept!.digest]);
  });

  it('keeps what is visible again, and what another trash entry can restore', async () => {
    const [image] = smallImages(1, 'purge-again');
    await pushThroughServices('purge/two', 'v1', image!);
    await deleteTags({ repository: 'purge/two', tags: ['v1'], actor: ACTOR });
    await expireTrash('purge/two');
    await pushThroughServices('purge/two', 'v2', image!);
    expect(await purge()).toBe(0);
    expect(await headManifest('purge/two', 'v2')).toBe(image!.digest);
  });
});

describe('an operation whose process died', () => {
  const dieBefore = (repository: string) =>
    query(
      `UPDATE operation o SET deadline_at = now() - interval '1 second' FROM repository r WHERE r.id = o.repository_id AND r.name = $1`,
      [repository],
    );
  const begin = async (repository: string, payload: object, keys: string[]) => {
    const id = crypto.randomUUID();
    await query(
      `INSERT INTO operation (id, kind, repository_id, payload, actor, deadline_at)
       SELECT $1, $2::jsonb->>'kind', id, $2::jsonb, 'root', now() FROM repository WHERE name = $3`,
      [id, JSON.stringify({ ...payload, repository }), repository],
    );
    for (const key of keys) {
      await query(
        'INSERT INTO operation_key (operation_id, key, exclusive) SELECT $1, $2 || id || $3, true FROM repository WHERE name = $4',
        [id, 'tag:', `:${key}`, repository],
      );
    }
    return id;
  };

  it('after its upstream PUT: the push is indexed', async () => {
    const [base, image] = smallImages(2, 'settle-put');
    await pushThroughServices('settle/put', 'base', base!);
    await pushThroughServices('settle/put', 'staged', image!);
    await putUpstream('settle/put', 'v1', image!.bytes, image!.mediaType);
    await begin(
      'settle/put',
      { kind: 'put-manifest', reference: 'v1', digest: image!.digest, mediaType: image!.mediaType },
      ['v1'],
    );
    await dieBefore('settle/put');
    // The next push of the tag settles it on the way.
    await pushThroughServices('settle/put', 'v1', base!);
    const moves = await query<{ to_digest: string }>(
      `SELECT e.to_digest FROM tag_event e JOIN repository r ON r.id = e.repository_id WHERE r.name = 'settle/put' AND e.tag = 'v1' ORDER BY e.id`,
    );
    expect(moves.map((move) => move.to_digest)).toEqual([image!.digest, base!.digest]);
  });

  it('before its upstream PUT: nothing happened', async () => {
    const [base, image] = smallImages(2, 'settle-none');
    await pushThroughServices('settle/none', 'base', base!);
    await begin(
      'settle/none',
      { kind: 'put-manifest', reference: 'v1', digest: image!.digest, mediaType: image!.mediaType },
      ['v1'],
    );
    expect(await settleOverdue()).toBe(1);
    expect(await query(`SELECT 1 FROM operation`)).toEqual([]);
    expect(await headManifest('settle/none', 'v1')).toBeNull();
  });

  it('in mid-untag: the delete is finished, siblings stay', async () => {
    const [image] = smallImages(1, 'settle-untag');
    for (const tag of ['v1', 'v2', 'v3']) await pushThroughServices('settle/untag', tag, image!);
    const tags = ['v1', 'v2'].map((tag) => ({ tag, digest: image!.digest }));
    const operationId = await begin('settle/untag', { kind: 'delete-tags', tags, address: null }, [
      'v1',
      'v2',
    ]);
    await putUpstream('settle/untag', 'v1', scratchBytes({ operationId, tags }), OCI_INDEX);
    expect(await settleOverdue()).toBe(1);
    expect(await listTags('settle/untag')).toEqual(['v3']);
    expect(await headManifest('settle/untag', 'v3')).toBe(image!.digest);
    expect(await counts('settle/untag')).toMatchObject({ tags: 1, manifests: 1 });
  });

  it('forgotten with the database: reconcile brings the tag back', async () => {
    const [image] = smallImages(1, 'orphan');
    await pushThroughServices('settle/orphan', 'v1', image!);
    const tags = [{ tag: 'v1', digest: image!.digest }];
    const scratch = scratchBytes({ operationId: crypto.randomUUID(), tags });
    await putUpstream('settle/orphan', 'v1', scratch, OCI_INDEX);
    await query(
      `DELETE FROM tag t USING repository r WHERE r.id = t.repository_id AND r.name = 'settle/orphan'`,
    );
    await reconcile({ verify: true });
    expect(await headManifest('settle/orphan', 'v1')).toBe(image!.digest);
    expect(await headManifest('settle/orphan', digestOf(scratch))).toBeNull();
  });
});
