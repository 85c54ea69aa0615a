import { beforeAll, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { retentionPolicy } from '#lib/schemas/retention.ts';
import { startRunInput } from '#lib/schemas/retention-runs.ts';
import { age, compared, deleting, pushOld, tagsOf, work } from '../../e2e/support/cleanup.ts';
import type { Image } from '../../e2e/support/images.ts';
import { smallImages } from '../../e2e/support/images.ts';
import { ACTOR, pushThroughServices, ROOT } from '../../e2e/support/service-push.ts';
import { deleteTags } from './delete-tags.ts';
import { previewRetention } from './preview-retention.ts';
import { purge } from './purge.ts';
import { startRun } from './start-run.ts';

const root = ROOT as Parameters<typeof startRun>[0];
const [image, other, signature] = smallImages(3, 'attached') as [Image, Image, Image];
const signatureTag = `${image.digest.replace(':', '-')}.sig`;

beforeAll(async () => {
  await compared();
  await query(`UPDATE "_prisma_migrations" SET finished_at = now() - interval '1 year'`);
});

/** A run whose plan is stored: what it decides can be changed before it is worked at, as an error would. */
async function plannedRun(project: string, policy = deleting('pr-*')): Promise<string> {
  const { planId } = await previewRetention(root, { project, policy });
  const input = startRunInput.parse({ planId, confirm: [`${project}/app`] });
  return (await startRun(root, project, input, ACTOR)).id;
}

const keptByError = (run: string, tag: string) =>
  query(`UPDATE retention_decision SET outcome = 'kept', note = 'An error.' WHERE run_id = $1 AND tag = $2`, [
    run,
    tag,
  ]);

/** `pr-1` with a signature under a tag of its own. */
async function signed(repository: string): Promise<void> {
  await pushOld(repository, 'pr-1', image, 40);
  await pushOld(repository, signatureTag, signature, 40);
}

it('a signature that an error kept goes with the next run, however long its subject is gone', async () => {
  await signed('er/app');
  await keptByError(await plannedRun('er'), signatureTag);
  await work();
  expect(await tagsOf('er/app')).toEqual([signatureTag]);
  await query('UPDATE trash_entry SET expires_at = now()');
  expect(await purge()).toBe(1);
  await plannedRun('er', deleting('nothing-*'));
  await work();
  expect(await tagsOf('er/app')).toEqual([]);
});

it('a signature stays with a subject that an error kept', async () => {
  await signed('es/app');
  await keptByError(await plannedRun('es'), 'pr-1');
  await work();
  expect(await tagsOf('es/app')).toEqual(['pr-1', signatureTag]);
});

it('a signature goes after what a moved tag left behind, and not before', async () => {
  await signed('mv/app');
  await pushThroughServices('mv/app', 'pr-1', other);
  await age('mv/app', 40);
  const policy = retentionPolicy.parse({ usedWithinDays: null, replaced: { afterDays: 30 }, rules: [] });
  await plannedRun('mv', policy);
  const planned = await query<{ tag: string | null }>(
    `SELECT tag FROM retention_decision ORDER BY run_id DESC, position LIMIT 2`,
  );
  expect(new Set(planned.map(({ tag }) => tag))).toEqual(new Set([signatureTag, null]));
  await work();
  expect(await tagsOf('mv/app')).toEqual(['pr-1']);
  const [order] = await query<{ right: boolean }>(
    `SELECT (SELECT decided_at FROM retention_decision WHERE tag IS NULL AND repository = 'mv/app')
          < (SELECT decided_at FROM retention_decision WHERE tag IS NOT NULL AND repository = 'mv/app') AS right`,
  );
  expect(order).toEqual({ right: true });
});

it('a signature whose subject somebody deleted by hand stays: it may be restored', async () => {
  await signed('hd/app');
  await deleteTags({ repository: 'hd/app', tags: ['pr-1'], actor: ACTOR });
  await plannedRun('hd', deleting('nothing-*'));
  await work();
  expect(await tagsOf('hd/app')).toEqual([signatureTag]);
});

it('a signature stays when its subject came back', async () => {
  await signed('bk/app');
  const run = await plannedRun('bk');
  await keptByError(run, signatureTag);
  await work();
  await pushOld('bk/app', 'v1', image, 40);
  await plannedRun('bk', deleting('nothing-*'));
  await work();
  expect(await tagsOf('bk/app')).toEqual([signatureTag, 'v1']);
});
