import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { completeEnvironment, env } from '#lib/env/env.ts';
import { OCI_INDEX } from '#lib/oci/media-types.ts';
import { getManifest, headManifest, putManifest as putUpstream } from '#lib/registry/manifests.ts';
import { pageQuery } from '#lib/schemas/common.ts';
import { startGatedProxy, type GatedProxy } from '../../e2e/support/gated-proxy.ts';
import { descriptor, json, smallImages, type Content, type Image } from '../../e2e/support/images.ts';
import { makeUser } from '../../e2e/support/rows.ts';
import { ACTOR, pushThroughServices, ROOT } from '../../e2e/support/service-push.ts';
import { deleteManifest } from './delete-manifest.ts';
import { deleteTags } from './delete-tags.ts';
import { listProjectTrash } from './list-trash.ts';
import { lockTags } from './lock-tags.ts';
import { purge } from './purge.ts';
import { purgeTrash } from './purge-trash.ts';
import { putManifest } from './put-manifest.ts';
import { restoreMany } from './restore-many.ts';
import { requestRestoreTag } from './restore-tag.ts';
import { restoreTrash } from './restore-trash.ts';
import { settleOverdue } from './settle-operations.ts';
import { updateProject } from './update-project.ts';

const asker = { principal: ROOT, actor: ACTOR };
const root = ROOT as typeof ROOT & { kind: 'user' };
const [one, two, three] = smallImages(3, 'undo') as [Image, Image, Image];
const trash = async (project: string) =>
  (await listProjectTrash(ROOT, { ...pageQuery.parse({}), project })).items;
const remove = async (repository: string, ...tags: string[]) =>
  (await deleteTags({ repository, tags, actor: ACTOR })).trashIds;
const expireAll = (repository: string) =>
  query(
    `UPDATE trash_entry SET expires_at = now() - interval '1 second' WHERE repository_id = (SELECT id FROM repository WHERE name = $1)`,
    [repository],
  );
const tags = async (repository: string) => {
  const rows = await query<{ name: string; digest: string }>(
    `SELECT t.name, t.digest FROM tag t JOIN repository r ON r.id = t.repository_id WHERE r.name = $1 ORDER BY t.name`,
    [repository],
  );
  for (const { name, digest } of rows) expect(await headManifest(repository, name)).toBe(digest);
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
};
/** An index over manifests of any kind. */
const indexOf = (...manifests: Content[]): Content =>
  json(OCI_INDEX, { schemaVersion: 2, mediaType: OCI_INDEX, manifests: manifests.map(descriptor) });
const put = (repository: string, reference: string, content: Content) =>
  putManifest({
    repository,
    reference: reference.includes(':')
      ? { kind: 'digest', digest: reference }
      : { kind: 'tag', tag: reference },
    bytes: content.bytes,
    contentType: content.mediaType,
    principal: ROOT,
    actor: ACTOR,
  });

let proxy: GatedProxy;
beforeAll(async () => {
  proxy = await startGatedProxy(env().registryUrl!);
  completeEnvironment({ REGISTRY_URL: proxy.url });
});
afterAll(() => proxy.close());

describe('a restore where the tag exists again', () => {
  it('replaces it when told to, and what it was on goes to the trash', async () => {
    await pushThroughServices('swap/app', 'v1', one);
    const [id] = await remove('swap/app', 'v1');
    await pushThroughServices('swap/app', 'v1', two);
    await expect(restoreTrash({ id: id!, actor: ACTOR })).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: { tag: 'v1', digest: two.digest },
    });
    await restoreTrash({ id: id!, replace: true, actor: ACTOR });
    expect(await tags('swap/app')).toEqual({ v1: one.digest });
    expect(await trash('swap')).toMatchObject([{ tag: 'v1', digest: two.digest, deletedBy: 'root' }]);
    expect(await query(`SELECT digest FROM manifest WHERE hidden`)).toEqual([{ digest: two.digest }]);
    // And back again.
    await restoreTrash({ id: (await trash('swap'))[0]!.id, replace: true, actor: ACTOR });
    expect(await tags('swap/app')).toEqual({ v1: two.digest });
    expect(await trash('swap')).toMatchObject([{ digest: one.digest }]);
    const [audited] = await query<{ detail: object }>(
      `SELECT detail FROM audit_event WHERE action = 'trash.restore' ORDER BY id DESC LIMIT 1`,
    );
    expect(audited!.detail).toEqual({ digest: two.digest, replaced: one.digest });
  });

  it('comes back under another tag, and never over a locked one', async () => {
    await pushThroughServices('beside/app', 'v1', one);
    const [id] = await remove('beside/app', 'v1');
    await pushThroughServices('beside/app', 'v1', two);
    await lockTags(asker, { repository: 'beside/app', tags: ['v1'] });
    await expect(restoreTrash({ id: id!, replace: true, actor: ACTOR })).rejects.toMatchObject({
      code: 'DENIED',
    });
    expect(await restoreTrash({ id: id!, tag: 'v1-old', actor: ACTOR })).toMatchObject({ tag: 'v1-old' });
    expect(await tags('beside/app')).toEqual({ v1: two.digest, 'v1-old': one.digest });
    expect(await trash('beside')).toEqual([]);
  });

  it('is finished by others when its process died, replaced tag and all', async () => {
    await pushThroughServices('dead/app', 'v1', one);
    const [id] = await remove('dead/app', 'v1');
    await pushThroughServices('dead/app', 'v1', two);
    await putUpstream('dead/app', 'v1', one.bytes, one.mediaType);
    const payload = {
      kind: 'restore',
      repository: 'dead/app',
      trashId: Number(id),
      tag: 'v1',
      digest: one.digest,
      address: null,
    };
    await query(
      `INSERT INTO operation (id, kind, repository_id, payload, actor, deadline_at)
       SELECT gen_random_uuid(), 'restore', id, $1::jsonb, 'root', now() FROM repository WHERE name = 'dead/app'`,
      [JSON.stringify(payload)],
    );
    expect(await settleOverdue()).toBe(1);
    expect(await tags('dead/app')).toEqual({ v1: one.digest });
    expect(await trash('dead')).toMatchObject([{ digest: two.digest }]);
  });
});

describe('many at once', () => {
  it('come back, each told of by itself, those of another project never', async () => {
    for (const tag of ['a', 'b', 'c']) await pushThroughServices('many/app', tag, one);
    await pushThroughServices('many-other/app', 'a', one);
    const ids = await remove('many/app', 'a', 'b', 'c');
    const [foreign] = await remove('many-other/app', 'a');
    await pushThroughServices('many/app', 'b', two);
    const { restored, failed } = await restoreMany(asker, { project: 'many', ids: [...ids, foreign!] });
    expect(restored.map(({ tag }) => tag).sort()).toEqual(['a', 'c']);
    expect(failed.map(({ id, code }) => [id, code]).sort()).toEqual(
      [
        [ids[1]!, 'CONFLICT'],
        [foreign!, 'NOT_FOUND'],
      ].sort(),
    );
    await expect(restoreMany(asker, { project: 'many', ids: [foreign!] })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await trash('many-other')).toHaveLength(1);
  });

  it('are kept as long as the project says', async () => {
    await pushThroughServices('days/app', 'v1', one);
    const until = async (days: number | null) => {
      await updateProject(root, 'days', { trashDays: days }, ACTOR);
      await pushThroughServices('days/app', 'v1', one);
      const { restorableUntil } = await deleteTags({ repository: 'days/app', tags: ['v1'], actor: ACTOR });
      return Math.ceil((Date.parse(restorableUntil!) - Date.now() + 3_600_000) / 86_400_000) - 1;
    };
    expect(await until(30)).toBe(30);
    expect(await until(null)).toBe(env().trashDays);
    expect(await until(0)).toBe(0);
    const audited = await query(
      `SELECT detail FROM audit_event WHERE action = 'project.updated' ORDER BY id`,
    );
    expect(audited).toMatchObject([
      { detail: { trashDays: 30 } },
      { detail: { trashDays: null } },
      { detail: { trashDays: 0 } },
    ]);
  });
});

describe('purging now', () => {
  it('deletes upstream what nothing needs, one or all, and nothing of another project', async () => {
    await pushThroughServices('now/app', 'v1', one);
    await pushThroughServices('now/app', 'v2', two);
    await pushThroughServices('now/app', 'also-v2', two);
    await pushThroughServices('now/app', 'v3', three);
    await pushThroughServices('now-other/app', 'v1', one);
    const [first] = await remove('now/app', 'v1');
    const [foreign] = await remove('now-other/app', 'v1');
    expect(await purgeTrash(asker, { project: 'now', ids: [first!, foreign!] })).toEqual({
      entries: 1,
      purged: 1,
      waiting: 0,
    });
    expect(await headManifest('now/app', one.digest)).toBeNull();
    expect(await headManifest('now-other/app', one.digest)).toBe(one.digest);
    await expect(purgeTrash(asker, { project: 'now', ids: [foreign!] })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await remove('now/app', 'v2', 'v3');
    expect(await purgeTrash(asker, { project: 'now', all: true })).toEqual({
      entries: 2,
      purged: 1,
      waiting: 0,
    });
    // Another tag is on it.
    expect(await tags('now/app')).toEqual({ 'also-v2': two.digest });
    expect(await trash('now')).toEqual([]);
    expect(await trash('now-other')).toHaveLength(1);
    expect(await purgeTrash(asker, { project: 'now', all: true })).toMatchObject({ entries: 0 });
    const actions = await query<{ action: string; actor: string | null }>(
      `SELECT action, actor FROM audit_event WHERE project = 'now' AND action LIKE '%.purge' ORDER BY id`,
    );
    expect(actions.filter(({ action }) => action === 'trash.purge')).toHaveLength(3);
    expect(actions.filter(({ action }) => action === 'manifest.purge')).toHaveLength(2);
  });
});

describe('the timeline', () => {
  it('brings an older digest back, as a push would, while it is stored', async () => {
    for (const image of [one, two]) await pushThroughServices('time/app', 'latest', image);
    const back = (digest: string, principal = ROOT) =>
      requestRestoreTag({ principal, actor: ACTOR }, { repository: 'time/app', tag: 'latest', digest });
    expect(await back(one.digest)).toEqual({ tag: 'latest', digest: one.digest });
    expect(await tags('time/app')).toEqual({ latest: one.digest });
    const [event] = await query(
      `SELECT kind, from_digest AS "from", to_digest AS "to" FROM tag_event ORDER BY id DESC LIMIT 1`,
    );
    expect(event).toEqual({ kind: 'restored', from: two.digest, to: one.digest });
    // What it was on stays, and can be gone back to.
    await back(two.digest);
    expect(await tags('time/app')).toEqual({ latest: two.digest });

    await remove('time/app', 'latest');
    const developer = await makeUser('time-developer');
    await query(
      `INSERT INTO membership (project_id, user_id, role) SELECT id, $1, 'developer' FROM project WHERE name = 'time'`,
      [developer.id],
    );
    await expect(back(two.digest, developer)).rejects.toMatchObject({ code: 'DENIED' });
    await back(one.digest, developer);
    await back(two.digest);
    expect(await tags('time/app')).toEqual({ latest: two.digest });
    expect(await trash('time')).toEqual([]);

    await lockTags(asker, { repository: 'time/app', tags: ['latest'] });
    await expect(back(one.digest)).rejects.toMatchObject({ code: 'DENIED' });
    await expect(back(three.digest)).rejects.toMatchObject({ code: 'MANIFEST_UNKNOWN' });
  });
});

describe('a purge and a push at the same time', () => {
  /** Index over index over image, the upper two deleted and their time over. */
  async function nested(repository: string) {
    for (const blob of [one, two])
      await pushThroughServices(repository, `base-${blob.digest.slice(7, 12)}`, blob);
    const inner = indexOf(one);
    const outer = indexOf(inner, two);
    await put(repository, 'inner', inner);
    await remove(repository, 'inner', `base-${one.digest.slice(7, 12)}`);
    await expireAll(repository);
    return { inner, outer };
  }
  const whole = async (repository: string, digest: string): Promise<boolean> => {
    const found = await getManifest(repository, digest);
    if (!found) return false;
    const { manifests = [] } = JSON.parse(found.bytes.toString()) as { manifests?: { digest: string }[] };
    for (const child of manifests) if (!(await whole(repository, child.digest))) return false;
    return true;
  };

  it('what an index over it needs stays, when the push came first', async () => {
    const { inner, outer } = await nested('race/push');
    const gate = proxy.hold(/^PUT .*\/manifests\/outer$/);
    const pushing = put('race/push', 'outer', outer);
    await gate.reached;
    const purging = purge();
    await delay(300);
    gate.release();
    await pushing;
    await purging;
    expect(await whole('race/push', outer.digest)).toBe(true);
    expect(await headManifest('race/push', inner.digest)).toBe(inner.digest);
    expect(await purge()).toBe(0);
    expect(
      await query(
        'SELECT 1 FROM manifest WHERE hidden AND repository_id = (SELECT id FROM repository WHERE name = $1)',
        ['race/push'],
      ),
    ).toEqual([]);
  });

  it('an index that lost what is below it is never acknowledged, when the purge came first', async () => {
    const { inner, outer } = await nested('race/purge');
    const gate = proxy.hold(new RegExp(`^DELETE .*/manifests/${inner.digest}$`));
    const purging = purge();
    await gate.reached;
    const pushing = put('race/purge', 'outer', outer).then(
      () => 'pushed',
      ({ code }: { code: string }) => code,
    );
    await delay(300);
    gate.release();
    expect(await pushing).toBe('MANIFEST_BLOB_UNKNOWN');
    await purging;
    // As a client goes on: it pushes what is missing, from the bottom up.
    await put('race/purge', one.digest, one).catch(() => undefined);
    await pushThroughServices('race/purge', one.digest, one);
    await put('race/purge', inner.digest, inner);
    await put('race/purge', 'outer', outer);
    expect(await whole('race/purge', outer.digest)).toBe(true);
  });

  it('a signature does not go under whoever pushes its image again', async () => {
    await pushThroughServices('race/signed', 'v1', one);
    const signature = json(one.mediaType, {
      ...(JSON.parse(one.bytes.toString()) as object),
      subject: descriptor(one),
      artifactType: 'application/vnd.test.signature',
    });
    await put('race/signed', signature.digest, signature);
    await deleteManifest({ repository: 'race/signed', digest: signature.digest, actor: ACTOR });
    await expireAll('race/signed');
    const gate = proxy.hold(new RegExp(`^DELETE .*/manifests/${signature.digest}$`));
    const purging = purge();
    await gate.reached;
    const pushing = put('race/signed', 'v2', one);
    await delay(300);
    gate.release();
    await Promise.all([purging, pushing]);
    const rows = await query<{ digest: string }>(
      `SELECT digest FROM manifest WHERE NOT hidden AND repository_id = (SELECT id FROM repository WHERE name = 'race/signed')`,
    );
    for (const { digest } of rows) expect(await headManifest('race/signed', digest)).toBe(digest);
    expect(await headManifest('race/signed', signature.digest)).toBeNull();
  });
});
