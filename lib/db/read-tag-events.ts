import type { Position, Sorted, SortedPage } from './keyset.ts';
import { readPage, sortById } from './keyset.ts';
import { query } from './pool.ts';
import { SqlValues } from './sql-values.ts';

export type TagEventRow = {
  repository: string;
  tag: string;
  kind: 'pushed' | 'deleted' | 'restored' | 'found' | 'missing' | 'returned';
  fromDigest: string | null;
  toDigest: string | null;
  actor: string | null;
  at: Date;
  restorable: boolean;
};

/** The columns of a `TagEventRow`, of `tag_event e JOIN repository r`. */
const TAG_EVENT_COLUMNS = `
  r.name AS repository, e.tag, e.kind, e.from_digest AS "fromDigest", e.to_digest AS "toDigest", e.actor, e.at,
  EXISTS (SELECT 1 FROM manifest m
    WHERE m.repository_id = e.repository_id AND m.digest = coalesce(e.to_digest, e.from_digest) AND NOT EXISTS (
      SELECT 1 FROM tag t WHERE t.repository_id = e.repository_id AND t.name = e.tag AND t.manifest_id = m.id AND NOT t.missing)
  ) AS restorable`;

/** The one order of a timeline, read descending. */
export const TAG_EVENT_SORT = sortById('e.id');

/** What happened to the tags of a repository, or to one of them, latest first. */
export function readTagEvents(
  filter: { repositoryId: number; tag?: string },
  options: { after: Position | null; limit: number },
): Promise<SortedPage<TagEventRow & Sorted>> {
  return readPage<TagEventRow & Sorted>(TAG_EVENT_SORT, { ...options, descending: true }, (sliced) => {
    const values = new SqlValues();
    const slice = sliced(values);
    const ofTag = filter.tag === undefined ? '' : `AND e.tag = ${values.add(filter.tag)}`;
    const text = `
      SELECT ${TAG_EVENT_COLUMNS}, NULL AS "sortValue", e.id::text AS "sortTie"
      FROM tag_event e JOIN repository r ON r.id = e.repository_id
      WHERE e.repository_id = ${values.add(filter.repositoryId)} ${ofTag} AND ${slice.condition}
      ORDER BY ${slice.order} LIMIT ${slice.limit}`;
    return query<TagEventRow & Sorted>(text, values.list);
  });
}
