import { randomUUID } from 'node:crypto';
import { query } from '#lib/db/pool.ts';
import { FULL_RECONCILE } from '#lib/db/reconcile-state.ts';
import { claimRetentionRun } from '#lib/db/retention-runs.ts';
import { putSetting } from '#lib/db/settings.ts';
import { retentionPolicy } from '#lib/schemas/retention.ts';
import type { RetentionPolicy } from '#lib/schemas/retention.ts';
import { workRun } from '#lib/services/work-run.ts';
import type { Image, ImageIndex } from './images.ts';
import { pushThroughServices } from './service-push.ts';

/** What cleanup waits for in a new instance: that everything upstream has been seen once. */
export async function compared(): Promise<void> {
  await putSetting(FULL_RECONCILE, { at: new Date().toISOString() });
}

/** Deletes tags that match the glob and are older than so many days, but the newest `keep`. Uses do not protect. */
export function deleting(
  tags: string,
  { keep = null, days = 5 }: { keep?: number | null; days?: number | null } = {},
): RetentionPolicy {
  return retentionPolicy.parse({
    usedWithinDays: null,
    rules: [
      {
        id: 'old',
        action: 'delete',
        tags: { include: [tags] },
        keepNewest: keep,
        olderThanDays: days,
      },
    ],
  });
}

/** Pushes a tag as if so many days ago. */
export async function pushOld(
  repository: string,
  tag: string,
  image: Image | ImageIndex,
  days: number,
): Promise<void> {
  await pushThroughServices(repository, tag, image);
  await age(repository, days, tag);
}

/** Makes a tag (or all), what it holds and when it came here older than they are. */
export async function age(repository: string, days: number, tag?: string): Promise<void> {
  const values = [repository, days, tag ?? null];
  await query(
    `UPDATE tag t SET pushed_at = now() - make_interval(days => $2::int) FROM repository r
     WHERE r.id = t.repository_id AND r.name = $1 AND ($3::text IS NULL OR t.name = $3)`,
    values,
  );
  await query(
    `UPDATE manifest m SET pushed_at = now() - make_interval(days => $2::int) FROM repository r
     WHERE r.id = m.repository_id AND r.name = $1
       AND ($3::text IS NULL OR m.id = (SELECT t.manifest_id FROM tag t WHERE t.repository_id = r.id AND t.name = $3))`,
    values,
  );
  await query(
    `UPDATE tag_event e SET at = now() - make_interval(days => $2::int) FROM repository r
     WHERE r.id = e.repository_id AND r.name = $1 AND ($3::text IS NULL OR e.tag = $3)`,
    values,
  );
}

/** Works at whatever run waits, as a worker would, until there is none. @returns how many there were */
export async function work(signal: AbortSignal = new AbortController().signal): Promise<number> {
  for (let runs = 0; ; runs++) {
    const run = await claimRetentionRun(randomUUID());
    if (!run) return runs;
    await workRun(run, signal);
  }
}

/** Names of the tags of a repository that the index shows, in byte order. */
export async function tagsOf(repository: string): Promise<string[]> {
  const rows = await query<{ name: string }>(
    `SELECT t.name FROM tag t JOIN repository r ON r.id = t.repository_id
     WHERE r.name = $1 AND NOT t.missing AND NOT t.fallback ORDER BY t.name`,
    [repository],
  );
  return rows.map(({ name }) => name);
}
