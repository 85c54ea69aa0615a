import type { Position, Slice, SortColumn, Sorted, SortedPage } from './keyset.ts';
import { readPage, sortBy, sortByNullable } from './keyset.ts';
import { query } from './pool.ts';
import { containing, SqlValues } from './sql-values.ts';
import type { LockRow } from './tag-guards.ts';
import { lockOf } from './tag-guards.ts';
import type { TagMark } from './tag-marks.ts';
import { isAttachmentTag, markedDigests } from './tag-marks.ts';

export type TagRow = Sorted & {
  name: string;
  digest: string;
  kind: 'image' | 'index' | 'artifact';
  mediaType: string;
  artifactType: string | null;
  size: number | null;
  platforms: string[];
  pushedAt: Date;
  pushedBy: string | null;
  builtAt: Date | null;
  lastPulledAt: Date | null;
  pulls30d: number;
  lock: LockRow | null;
};

/** Which tags of a repository; ages in days. */
export type TagFilter = {
  repositoryId: number;
  q?: string;
  platform?: string;
  kind?: TagRow['kind'];
  mark?: TagMark;
  /** Also the tags that hold what belongs to other images. */
  attachments?: boolean;
  newerThanDays?: number;
  olderThanDays?: number;
};

/** Each is the range of one index on (repository_id, column, name). */
export const TAG_SORTS = {
  // Names that are no version have a key that starts with "0" (lib/oci/version-sort-key.ts): unknowns come last both ways.
  name: {
    ...sortBy('t.sort_key', 'text', 't.name'),
    groups: [
      { condition: `t.sort_key >= '1'`, constant: false },
      { condition: `t.sort_key < '1'`, constant: false },
    ],
  },
  size: sortByNullable('t.pull_size', 'number', 't.name'),
  pushedAt: sortBy('t.pushed_at', 'time', 't.name'),
  lastPulledAt: sortByNullable('t.last_pulled_at', 'time', 't.name'),
  pulls30d: sortBy('t.pulls_30d', 'number', 't.name'),
  digest: sortBy('t.digest', 'text', 't.name'),
} as const satisfies Record<string, SortColumn>;

/** A page of the visible tags of a repository, in the order of `sort`. */
export function readTags(
  filter: TagFilter,
  sort: keyof typeof TAG_SORTS,
  options: { descending: boolean; after: Position | null; limit: number },
): Promise<SortedPage<TagRow>> {
  const column = TAG_SORTS[sort];
  return readPage<TagRow>(column, options, async (sliced) => {
    const values = new SqlValues();
    const slice = sliced(values);
    const rows = await query<RawTag>(statement(column, slice, conditions(filter, values)), values.list);
    return rows.map(({ lockedAt, lockedBy, lockNote, ...row }) => ({
      ...row,
      lock: lockOf({ lockedAt, lockedBy, lockNote }),
    }));
  });
}

type RawTag = Omit<TagRow, 'lock'> & {
  lockedAt: Date | null;
  lockedBy: string | null;
  lockNote: string | null;
};

/** How many visible tags match. */
export async function countTags(filter: TagFilter): Promise<number> {
  const values = new SqlValues();
  const rows = await query<{ count: number }>(
    `SELECT count(*) FROM tag t WHERE ${conditions(filter, values)}`,
    values.list,
  );
  return rows[0]!.count;
}

/** The page is cut from the index first; only its rows are joined with their manifests, which are large. */
function statement(sort: SortColumn, slice: Slice, where: string): string {
  return `
    WITH page AS MATERIALIZED (
      SELECT t.*, ${sort.column} AS sort_value FROM tag t
      WHERE ${where} AND ${slice.condition}
      ORDER BY ${slice.order} LIMIT ${slice.limit}
    )
    SELECT t.name, t.digest, t.pull_size AS size, t.pushed_at AS "pushedAt", t.pushed_by AS "pushedBy",
      t.last_pulled_at AS "lastPulledAt", t.pulls_30d AS "pulls30d", m.kind, m.media_type AS "mediaType",
      m.artifact_type AS "artifactType", m.platforms, m.built_at AS "builtAt",
      t.locked_at AS "lockedAt", t.locked_by AS "lockedBy", t.lock_note AS "lockNote",
      t.sort_value AS "sortValue", t.name AS "sortTie"
    FROM page t JOIN manifest m ON m.id = t.manifest_id
    ORDER BY ${slice.order}`;
}

function conditions(filter: TagFilter, values: SqlValues): string {
  const all = [`t.repository_id = ${values.add(filter.repositoryId)}`, 'NOT t.missing', 'NOT t.fallback'];
  if (filter.q) all.push(`t.name ILIKE ${values.add(containing(filter.q))}`);
  if (filter.newerThanDays) all.push(`t.pushed_at >= ${daysAgo(filter.newerThanDays, values)}`);
  if (filter.olderThanDays) all.push(`t.pushed_at < ${daysAgo(filter.olderThanDays, values)}`);
  if (filter.platform) all.push(`t.manifest_id IN (${manifestsFor(filter, filter.platform, values)})`);
  if (filter.kind) all.push(`t.manifest_id IN (${manifestsOf(filter, filter.kind, values)})`);
  if (filter.mark)
    all.push(`t.digest IN (${markedDigests(filter.mark, values.add(filter.repositoryId), values)})`);
  if (!filter.attachments) all.push(`NOT ${isAttachmentTag('t.name')}`);
  return all.join(' AND ');
}

function daysAgo(days: number, values: SqlValues): string {
  return `now() - make_interval(days => ${values.add(days)}::int)`;
}

/** Served by an index alone. A visible tag points at a visible manifest. */
function manifestsFor({ repositoryId }: TagFilter, platform: string, values: SqlValues): string {
  return `SELECT f.id FROM manifest f WHERE f.repository_id = ${values.add(repositoryId)} AND NOT f.hidden
    AND ${values.add(platform.replaceAll('\0', ''))} = ANY (f.platforms)`;
}

/** The same. */
function manifestsOf({ repositoryId }: TagFilter, kind: TagRow['kind'], values: SqlValues): string {
  return `SELECT f.id FROM manifest f WHERE f.repository_id = ${values.add(repositoryId)} AND NOT f.hidden
    AND f.kind = ${values.add(kind)}::manifest_kind`;
}
