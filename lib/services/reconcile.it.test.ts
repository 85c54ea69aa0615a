import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { completeEnvironment } from '#lib/env/env.ts';
import { busyboxIndex, smallImages } from '../../e2e/support/images.ts';
import { push } from '../../e2e/support/push.ts';
import type { Registry } from '../../e2e/support/registry.ts';
import { startRegistry } from '../../e2e/support/registry.ts';
import { ACTOR, pushThroughServices } from '../../e2e/support/service-push.ts';
import { deleteTags } from './delete-tags.ts';
import { reconcile } from './reconcile.ts';
import { distrust } from './upstream-trust.ts';

let registry: Registry;
beforeAll(async () => {
  registry = await startRegistry();
  completeEnvironment({ REGISTRY_URL: registry.url });
});
afterAll(() => registry.stop());

/** All that the index knows of what is upstream, without times and people. */
const snapshot = async () => ({
  tags: await query(
    `SELECT r.name, t.name AS tag, t.digest, t.pull_size FROM tag t JOIN repository r ON r.id = t.repository_id
     WHERE NOT t.missing ORDER BY r.name, t.name`,
  ),
  manifests: await query(
    `SELECT r.name, m.digest, m.kind, m.size, m.platforms, m.config, m.built_at FROM manifest m
     JOIN repository r ON r.id = m.repository_id WHERE NOT m.hidden ORDER BY r.name, m.digest`,
  ),
  counts: await query(
    `SELECT r.name, p.name AS project, r.tag_count, r.manifest_count, r.size FROM repository r
     JOIN project p ON p.id = r.project_id WHERE r.manifest_count > 0 ORDER BY r.name`,
  ),
});
const forgetEverything = () =>
  query(`TRUNCATE repository, operation, setting CASCADE`).then(() =>
    query(`DELETE FROM project WHERE name <> 'library'`),
  );

it.each(['exclusive', 'shared'])(
  'gives back every repository, tag and image after the database was lost (%s)',
  async (UPSTREAM_MODE) => {
    completeEnvironment({ UPSTREAM_MODE });
    const [one, two] = smallImages(2, 'reconcile');
    await pushThroughServices('acme/api', 'v1', one!);
    await pushThroughServices('acme/api', 'v2', one!);
    await pushThroughServices('acme/team/web', 'latest', two!);
    await pushThroughServices('nginx', 'multi', await busyboxIndex('reconcile'));
    const before = await snapshot();
    await forgetEverything();
    const report = await reconcile();
    expect(report).toMatchObject({ tagsSeen: 4, missing: 0, errors: [] });
    expect(await snapshot()).toEqual(before);
    expect(await query(`SELECT visibility FROM project WHERE name = 'acme'`)).toEqual([
      { visibility: 'private' },
    ]);
    expect(await reconcile({ verify: true })).toMatchObject({ manifestsIndexed: 0 });
    completeEnvironment({ UPSTREAM_MODE: 'exclusive' });
  },
);

it('takes in what others pushed and moved behind its back, and leaves deletes deleted', async () => {
  const [one, two, three] = smallImages(3, 'behind');
  await pushThroughServices('acme/behind', 'v1', one!);
  await pushThroughServices('acme/behind', 'gone', three!);
  await deleteTags({ repository: 'acme/behind', tags: ['gone'], actor: ACTOR });
  await push({ url: registry.url, repository: 'acme/behind' }, 'v1', two!);
  await push({ url: registry.url, repository: 'acme/behind' }, 'new', one!);
  await reconcile({ verify: true });
  const tags = await query(
    `SELECT t.name, t.digest FROM tag t JOIN repository r ON r.id = t.repository_id WHERE r.name = 'acme/behind' ORDER BY t.name`,
  );
  expect(tags).toEqual([
    { name: 'new', digest: one!.digest },
    { name: 'v1', digest: two!.digest },
  ]);
});

it('marks a tag missing only after two 404s an hour apart, and never deletes it', async () => {
  const images = smallImages(2, 'missing');
  await pushThroughServices('acme/missing', 'v1', images[0]!);
  await pushThroughServices('acme/missing', 'v2', images[1]!);
  const tags = join(registry.folder, 'docker/registry/v2/repositories/acme/missing/_manifests/tags/v1');
  await rm(tags, { recursive: true });
  const state = async () =>
    (
      await query<{ missing: boolean }>(
        `SELECT t.missing FROM tag t JOIN repository r ON r.id = t.repository_id WHERE r.name = 'acme/missing' AND t.name = 'v1'`,
      )
    )[0];
  await reconcile({ verify: true });
  expect(await state()).toEqual({ missing: false });
  await reconcile({ verify: true });
  expect(await state()).toEqual({ missing: false });
  await query(`UPDATE tag SET absent_since = now() - interval '61 minutes' WHERE absent_since IS NOT NULL`);
  expect(await reconcile({ verify: true })).toMatchObject({ missing: 1 });
  expect(await state()).toEqual({ missing: true });

  await push({ url: registry.url, repository: 'acme/missing' }, 'v1', images[0]!);
  await reconcile({ verify: true });
  expect(await state()).toEqual({ missing: false });
});

it('marks nothing and keeps deletes off while the registry shows an empty storage', async () => {
  const [image] = smallImages(1, 'volume');
  for (let i = 0; i < 25; i++) await pushThroughServices('acme/volume', `t${i}`, image!);
  const empty = await startRegistry();
  completeEnvironment({ REGISTRY_URL: empty.url });
  try {
    await query(`UPDATE tag SET absent_since = now() - interval '61 minutes'`);
    expect(await reconcile({ verify: true })).toMatchObject({ missing: 0 });
    expect(await query('SELECT 1 FROM tag WHERE missing')).toEqual([]);
    expect(await distrust()).toContain('Deletes are off');
    await expect(deleteTags({ repository: 'acme/volume', tags: ['t1'], actor: ACTOR })).rejects.toMatchObject(
      { code: 'UNAVAILABLE' },
    );
  } finally {
    completeEnvironment({ REGISTRY_URL: registry.url });
    await empty.stop();
  }
  await reconcile({ verify: true });
  expect(await distrust()).toBeNull();
});
