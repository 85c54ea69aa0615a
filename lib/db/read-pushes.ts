import { query } from './pool.ts';
import { SqlValues } from './sql-values.ts';
import { isAttachmentTag } from './tag-marks.ts';
import type { Viewer } from './viewer.ts';
import { pullable } from './viewer.ts';

/** Pushes of one person to one repository, close enough in time to be one deed. */
export type PushGroupRow = {
  repository: string;
  actor: string | null;
  at: Date;
  /** Different tags; `more`: there may be others still, beyond what was looked at. */
  tagCount: number;
  more: boolean;
  /** Of the latest pushes, latest first; a tag that moved twice is there twice. */
  tags: string[];
  /** From what the first push moved, and to what the last. */
  fromDigest: string | null;
  toDigest: string | null;
};

/** Repositories looked at. Each group is among the latest of its repository, so that a few lead to all. */
const REPOSITORIES = 50;
/** Pushes of one repository, or of one person, that are looked at: a deed larger than that is shown as "1,000+". */
const EVENTS = 1_000;
/** A build that pushes many tags does so within minutes. */
const TOGETHER = `interval '10 minutes'`;
/** Names that a group brings along. */
const NAMES = 12;

/**
 * The latest pushes that the viewer may see, those of one deed together ("120 tags"), whatever the rest of the instance does.
 * `actor`: only that person's.
 */
export function readPushGroups(
  viewer: Viewer,
  { actor, limit }: { actor?: string; limit: number },
): Promise<PushGroupRow[]> {
  const values = new SqlValues();
  const source = actor === undefined ? ofEveryone(viewer, values) : ofOne(actor, viewer, values);
  return query<PushGroupRow>(`${groups(source)} LIMIT ${values.add(limit)}`, values.list);
}

/** A signature is pushed along with its image: one deed is news enough. */
const PUSH = `e.kind = 'pushed' AND NOT ${isAttachmentTag('e.tag')}`;

const COLUMNS = `e.id, e.tag, e.from_digest, e.to_digest, e.actor, e.at, row_number() OVER (ORDER BY e.id DESC) AS place`;

function ofEveryone(viewer: Viewer, values: SqlValues): string {
  return `
    SELECT r.id AS repository_id, r.name AS repository, e.*
    FROM (SELECT r.id, r.name FROM repository r JOIN project p ON p.id = r.project_id
          WHERE ${pullable(viewer, 'p', 'r', values)} AND r.last_pushed_at IS NOT NULL
          ORDER BY r.last_pushed_at DESC LIMIT ${REPOSITORIES}) r
    CROSS JOIN LATERAL (SELECT ${COLUMNS} FROM tag_event e WHERE e.repository_id = r.id AND ${PUSH}
                        ORDER BY e.id DESC LIMIT ${EVENTS}) e`;
}

function ofOne(actor: string, viewer: Viewer, values: SqlValues): string {
  return `
    SELECT r.id AS repository_id, r.name AS repository, e.*
    FROM (SELECT e.repository_id, ${COLUMNS} FROM tag_event e WHERE e.actor = ${values.add(actor)} AND ${PUSH}
          ORDER BY e.id DESC LIMIT ${EVENTS}) AS e(of_repository, id, tag, from_digest, to_digest, actor, at, place)
    JOIN repository r ON r.id = e.of_repository JOIN project p ON p.id = r.project_id
    WHERE ${pullable(viewer, 'p', 'r', values)}`;
}

/** Numbers what follows each other at once, then puts together what has one number. */
function groups(source: string): string {
  return `
    WITH event AS (${source}),
    begun AS (
      SELECT *, (at - lag(at) OVER deeds < ${TOGETHER}) IS NOT TRUE AS begins FROM event
      WINDOW deeds AS (PARTITION BY repository_id, actor ORDER BY id)),
    numbered AS (
      SELECT *, count(*) FILTER (WHERE begins) OVER (PARTITION BY repository_id, actor ORDER BY id) AS deed FROM begun)
    SELECT repository, actor, max(at) AS at, count(DISTINCT tag) AS "tagCount", max(place) = ${EVENTS} AS more,
      (array_agg(tag ORDER BY id DESC))[1:${NAMES}] AS tags,
      (array_agg(from_digest ORDER BY id))[1] AS "fromDigest", (array_agg(to_digest ORDER BY id DESC))[1] AS "toDigest"
    FROM numbered GROUP BY repository_id, repository, actor, deed ORDER BY max(id) DESC`;
}
