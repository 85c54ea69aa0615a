import { beforeAll, describe, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { listTags } from '#lib/registry/tags.ts';
import { planItemsQuery, putRetentionInput, startRunInput } from '#lib/schemas/retention-runs.ts';
import { compared, deleting, pushOld, tagsOf, work } from '../../e2e/support/cleanup.ts';
import { smallImages } from '../../e2e/support/images.ts';
import { ACTOR, pushThroughServices, ROOT } from '../../e2e/support/service-push.ts';
import { getRetention } from './get-retention.ts';
import { listPlanItems } from './list-plan-items.ts';
import { previewRetention } from './preview-retention.ts';
import { getRun } from './retention-runs.ts';
import { saveRetention } from './save-retention.ts';
import { startRun } from './start-run.ts';

const root = ROOT as Parameters<typeof startRun>[0];
const preview = (project: string, policy = deleting('pr-*')) => previewRetention(root, { project, policy });
const items = (project: string, plan: string, query: object = {}) =>
  listPlanItems(root, { ...planItemsQuery.parse(query), project, plan });
const start = (project: string, input: object = {}) =>
  startRun(root, project, startRunInput.parse(input), ACTOR);

beforeAll(compared);

describe('a preview', () => {
  it('shows every tag, what would become of it and why, by pages', async () => {
    const images = smallImages(6, 'preview');
    for (const [i, image] of images.entries()) await pushOld('pv/app', `pr-${i}`, image, 10 + i);
    await pushOld('pv/app', 'v1', images[0]!, 30);
    await pushThroughServices('pv/app', 'pr-new', images[1]!);
    const made = await preview('pv');
    expect(made).toMatchObject({
      project: 'pv',
      blocked: [],
      totals: { tags: 8, deleted: 6, kept: 1, protected: 1 },
      rules: [{ rule: 'old', deleted: 6 }],
      difference: null,
      guarded: [{ repository: 'pv/app', tags: 8, deleted: 6 }],
      verdicts: 8,
    });
    expect(made.totals.freedBytes).toBeGreaterThan(0);
    const all = await items('pv', made.planId);
    expect(all.total).toBe(8);
    expect(all.items.map(({ outcome }) => outcome)).toEqual([
      ...Array<string>(6).fill('delete'),
      'protected',
      'keep',
    ]);
    expect(all.items.find(({ tag }) => tag === 'pr-new')).toMatchObject({
      reason: { kind: 'grace', from: 'push' },
    });
    const first = await items('pv', made.planId, { outcome: 'delete', sort: 'tag', limit: 4 });
    const second = await items('pv', made.planId, {
      outcome: 'delete',
      sort: 'tag',
      limit: 4,
      cursor: first.nextCursor,
    });
    expect([...first.items, ...second.items].map(({ tag }) => tag)).toEqual(
      [0, 1, 2, 3, 4, 5].map((i) => `pr-${i}`),
    );
    expect([first.total, second.nextCursor]).toEqual([6, null]);
    expect((await items('pv', made.planId, { q: 'PR-3' })).items).toHaveLength(1);
  });

  it('tells what is different from the saved rules', async () => {
    const images = smallImages(4, 'difference');
    for (const [i, image] of images.entries()) await pushOld('df/app', `pr-${i}`, image, 10 + i);
    const policy = deleting('pr-*', { keep: 2 });
    await saveRetention(root, 'df', putRetentionInput.parse({ version: 0, policy }), ACTOR);
    expect((await previewRetention(root, { project: 'df' })).difference).toEqual({ added: 0, removed: 0 });
    const made = await preview('df', deleting('pr-0'));
    expect(made.difference).toEqual({ added: 1, removed: 2 });
    const changed = await items('df', made.planId, { change: 'removed' });
    expect(changed.items.map(({ tag }) => tag).sort()).toEqual(['pr-2', 'pr-3']);
    expect(await getRetention(root, 'df')).toMatchObject({ version: 1, state: 'observing', lastRun: null });
  });
});

describe('a run', () => {
  it('deletes what the preview showed, into the trash, and nothing else', async () => {
    const images = smallImages(6, 'run');
    for (const [i, image] of images.entries()) await pushOld('rn/app', `pr-${i}`, image, 10 + i);
    for (const [i, image] of images.entries()) await pushOld('rn/app', `keep-${i}`, image, 10 + i);
    const { planId, totals } = await preview('rn');
    const run = await start('rn', { planId });
    expect(run).toMatchObject({ status: 'queued', trigger: 'manual', progress: { planned: 6, deleted: 0 } });
    expect(await work()).toBe(1);
    const done = await getRun(root, { project: 'rn', run: run.id });
    expect(done).toMatchObject({ status: 'done', totals, progress: { planned: 0, deleted: 6, kept: 0 } });
    const kept = [0, 1, 2, 3, 4, 5].map((i) => `keep-${i}`);
    expect(await tagsOf('rn/app')).toEqual(kept);
    expect((await listTags('rn/app')).sort()).toEqual(kept);
    const trash = await query<{ tag: string }>(
      `SELECT e.tag FROM trash_entry e JOIN repository r ON r.id = e.repository_id WHERE r.name = 'rn/app' ORDER BY e.tag`,
    );
    expect(trash.map(({ tag }) => tag)).toEqual([0, 1, 2, 3, 4, 5].map((i) => `pr-${i}`));
    const audit = await query(
      `SELECT action, count(*) FROM audit_event WHERE project = 'rn' AND action <> 'manifest.push' GROUP BY action ORDER BY action`,
    );
    expect(audit).toEqual([
      { action: 'retention.run-done', count: 1 },
      { action: 'retention.run-started', count: 1 },
      { action: 'tag.delete', count: 6 },
    ]);
  });
});
