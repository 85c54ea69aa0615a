import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { completeEnvironment, env } from '#lib/env/env.ts';
import { headManifest } from '#lib/registry/manifests.ts';
import { tagsQuery } from '#lib/schemas/repositories.ts';
import { startGatedProxy, type GatedProxy } from '../../e2e/support/gated-proxy.ts';
import { smallImages, type Image } from '../../e2e/support/images.ts';
import { ACTOR, makeProject, pushThroughServices, ROOT } from '../../e2e/support/service-push.ts';
import { deleteManifest } from './delete-manifest.ts';
import { deleteTags } from './delete-tags.ts';
import * as rules from './immutability-rules.ts';
import { listTags } from './list-tags.ts';
import { lockTags, unlockTags } from './lock-tags.ts';
import { previewDelete } from './preview-delete.ts';
import { restoreTrash } from './restore-trash.ts';

const asker = { principal: ROOT, actor: ACTOR };
const root = ROOT as typeof ROOT & { kind: 'user' };
const [one, two, three] = smallImages(3, 'locks') as [Image, Image, Image];
const lock = (repository: string, ...tags: string[]) => lockTags(asker, { repository, tags });
const rule = (project: string, repositories: string, tags: string) =>
  rules.createImmutabilityRule(root, project, { repositories, tags }, ACTOR);
const at = async (repository: string, tag: string) => {
  const [row] = await query<{ digest: string }>(
    `SELECT t.digest FROM tag t JOIN repository r ON r.id = t.repository_id WHERE r.name = $1 AND t.name = $2`,
    [repository, tag],
  );
  const upstream = await headManifest(repository, tag);
  expect(row?.digest ?? null).toBe(upstream);
  return upstream;
};
const audited = async (repository: string) =>
  (
    await query<{ action: string }>(
      `SELECT action FROM audit_event WHERE repository = $1 AND action LIKE 'tag.%' ORDER BY id`,
      [repository],
    )
  ).map(({ action }) => action);

let proxy: GatedProxy;
beforeAll(async () => {
  proxy = await startGatedProxy(env().registryUrl!);
  completeEnvironment({ REGISTRY_URL: proxy.url });
});
afterAll(() => proxy.close());

describe('a locked tag', () => {
  it('neither moves nor goes, until it is unlocked; what it is at is no move', async () => {
    await pushThroughServices('lock/one', 'v1', one);
    await pushThroughServices('lock/one', 'v2', two);
    expect(
      await lockTags(asker, { repository: 'lock/one', tags: ['v1', 'nope'], note: 'of record' }),
    ).toEqual({ changed: ['v1'], unchanged: [], notFound: ['nope'] });
    expect(await lock('lock/one', 'v1')).toMatchObject({ unchanged: ['v1'] });

    await expect(pushThroughServices('lock/one', 'v1', two)).rejects.toMatchObject({
      code: 'DENIED',
      message:
        'The tag v1 is locked by root ("of record"). Push under another tag, or unlock it first (a maintainer of lock may).',
    });
    await pushThroughServices('lock/one', 'v1', one);
    const deletes = [
      deleteTags({ repository: 'lock/one', tags: ['v1'], actor: ACTOR }),
      deleteManifest({ repository: 'lock/one', digest: one.digest, actor: ACTOR }),
    ];
    for (const refused of await Promise.allSettled(deletes))
      expect(refused).toMatchObject({ reason: { code: 'DENIED', detail: { protectedBy: 'lock' } } });
    expect(await at('lock/one', 'v1')).toBe(one.digest);

    expect(await unlockTags(asker, { repository: 'lock/one', tags: ['v1', 'v2'] })).toEqual({
      changed: ['v1'],
      unchanged: ['v2'],
      notFound: [],
    });
    await pushThroughServices('lock/one', 'v1', two);
    expect(await at('lock/one', 'v1')).toBe(two.digest);
    expect(await audited('lock/one')).toEqual(['tag.lock', 'tag.unlock']);
  });

  it('stays when others of the same call go, and the preview says so', async () => {
    for (const tag of ['a', 'b', 'c']) await pushThroughServices('lock/many', tag, one);
    await lock('lock/many', 'b');
    const preview = await previewDelete(ROOT, { repository: 'lock/many', tags: ['a', 'b'] });
    expect(preview.items).toMatchObject([
      { tag: 'a', staying: ['b', 'c'], locked: null },
      { tag: 'b', locked: { by: 'lock', who: 'root', note: null } },
    ]);
    expect(await deleteTags({ repository: 'lock/many', tags: ['a', 'b'], actor: ACTOR })).toMatchObject({
      deleted: ['a'],
      locked: ['b'],
    });
    const { items } = await listTags(ROOT, { ...tagsQuery.parse({ sort: 'name' }), repository: 'lock/many' });
    expect(items.map(({ name, locked }) => [name, locked?.by])).toEqual([
      ['b', 'lock'],
      ['c', undefined],
    ]);
  });
});

describe('an immutability rule', () => {
  it('lets a tag be pushed once, in the repositories and for the tags it names', async () => {
    await makeProject('rule');
    const { id } = await rule('rule', 'api', 'v*');
    await pushThroughServices('rule/api', 'v1', one);
    await pushThroughServices('rule/api', 'v1', one);
    await expect(pushThroughServices('rule/api', 'v1', two)).rejects.toMatchObject({
      code: 'DENIED',
      message:
        'The tag v1 is immutable: the rule "v*" in "api" of rule protects it. Push under another tag, or ask a maintainer of rule to change the rule.',
    });
    await expect(deleteTags({ repository: 'rule/api', tags: ['v1'], actor: ACTOR })).rejects.toMatchObject({
      code: 'DENIED',
      detail: { protectedBy: 'rule' },
    });
    for (const image of [one, two]) {
      await pushThroughServices('rule/api', 'latest', image);
      await pushThroughServices('rule/web', 'v1', image);
    }
    expect(
      (await listTags(ROOT, { ...tagsQuery.parse({ q: 'v1' }), repository: 'rule/api' })).items,
    ).toMatchObject([{ locked: { by: 'rule', id, repositories: 'api', tags: 'v*' } }]);

    await rules.updateImmutabilityRule(
      root,
      { project: 'rule', id },
      { repositories: '**', tags: 'r*' },
      ACTOR,
    );
    await pushThroughServices('rule/api', 'v1', two);
    await rules.deleteImmutabilityRule(root, { project: 'rule', id }, ACTOR);
    expect(await rules.listImmutabilityRules(ROOT, 'rule')).toEqual({ items: [] });
    const events = await query<{ action: string }>(
      `SELECT action FROM audit_event WHERE project = 'rule' AND action LIKE 'immutability%' ORDER BY id`,
    );
    expect(events.map(({ action }) => action)).toEqual(
      ['created', 'updated', 'deleted'].map((done) => `immutability-rule.${done}`),
    );
  });

  it('does not keep a deleted tag from coming back, nor its return from being final', async () => {
    await pushThroughServices('rule-trash/api', 'v1', one);
    const { trashIds } = await deleteTags({ repository: 'rule-trash/api', tags: ['v1'], actor: ACTOR });
    await rule('rule-trash', '**', '*');
    await restoreTrash({ id: trashIds[0]!, actor: ACTOR });
    await expect(pushThroughServices('rule-trash/api', 'v1', two)).rejects.toMatchObject({ code: 'DENIED' });
    expect(await at('rule-trash/api', 'v1')).toBe(one.digest);
  });
});

describe('at the same time', () => {
  it('of two first pushes of an immutable tag one wins, and stays', async () => {
    await makeProject('race');
    await rule('race', '**', '*');
    for (let round = 0; round < 10; round++) {
      const pushes = await Promise.allSettled(
        [one, two, three].map((image) => pushThroughServices('race/app', `v${round}`, image)),
      );
      const won = pushes.findIndex(({ status }) => status === 'fulfilled');
      expect(pushes.filter(({ status }) => status === 'rejected')).toHaveLength(2);
      for (const push of pushes)
        if (push.status === 'rejected') expect(push.reason).toMatchObject({ code: 'DENIED' });
      expect(await at('race/app', `v${round}`)).toBe([one, two, three][won]!.digest);
    }
  });

  it.each([
    ['a lock', () => lock('held/lock', 'v1'), 'held/lock'],
    ['a rule', () => rule('held', 'rule', 'v*'), 'held/rule'],
  ])('%s set while a push is under way holds from its end on', async (_, protect, repository) => {
    await pushThroughServices(repository, 'v1', one);
    await pushThroughServices(repository, 'other', two);
    const gate = proxy.hold(/^PUT .*\/manifests\/v1$/);
    const push = pushThroughServices(repository, 'v1', two);
    await gate.reached;
    let done = false;
    const protecting = protect().then(() => (done = true));
    await delay(300);
    expect(done).toBe(false);
    gate.release();
    await Promise.all([push, protecting]);
    expect(await at(repository, 'v1')).toBe(two.digest);
    await expect(pushThroughServices(repository, 'v1', one)).rejects.toMatchObject({ code: 'DENIED' });
  });

  it('a lock answered keeps its tag, whatever else is going on', async () => {
    const repository = 'storm/app';
    await pushThroughServices(repository, 'v1', one);
    for (const image of [one, two, three])
      await pushThroughServices(repository, `at-${image.digest.slice(7, 12)}`, image);
    for (let round = 0; round < 15; round++) {
      const others = Promise.allSettled([
        pushThroughServices(repository, 'v1', [one, two, three][round % 3]!),
        pushThroughServices(repository, 'v1', [two, three, one][round % 3]!),
        deleteTags({ repository, tags: ['v1'], actor: ACTOR }),
      ]);
      const locked = await lock(repository, 'v1');
      const before = locked.notFound.length === 0 ? await at(repository, 'v1') : null;
      await others;
      if (before !== null) expect(await at(repository, 'v1')).toBe(before);
      await unlockTags(asker, { repository, tags: ['v1'] });
    }
    expect(await query('SELECT 1 FROM operation')).toEqual([]);
  });
});
