import { query } from './pool.ts';

export type ProjectBytes = {
  project: string;
  size: number;
  own: number;
  trash: number;
  repositories: number;
};
export type RepositoryBytes = {
  repository: string;
  project: string;
  size: number;
  own: number;
  tags: number;
};

/**
 * A visible blob counts once for a project or a repository, however often it is used there; it is its own while no other has it.
 * Both count the whole table: for pages that a person asks for now and then.
 */
const SHOWN = `
  shown AS (
    SELECT b.digest, b.repository_id, r.project_id, b.size FROM repository_blob b JOIN repository r ON r.id = b.repository_id
     WHERE NOT b.hidden)`;

/** The projects that take the most. */
export async function readProjectBytes(limit: number): Promise<ProjectBytes[]> {
  return await query<ProjectBytes>(
    `WITH ${SHOWN},
     used AS (SELECT digest, count(DISTINCT project_id) AS projects, max(size) AS size FROM shown GROUP BY digest),
     sums AS (
       SELECT p.project_id, sum(u.size)::bigint AS size, sum(u.size) FILTER (WHERE u.projects = 1)::bigint AS own
       FROM (SELECT DISTINCT project_id, digest FROM shown) p JOIN used u USING (digest) GROUP BY p.project_id),
     trash AS (
       SELECT r.project_id, sum(b.size)::bigint AS size FROM repository_blob b JOIN repository r ON r.id = b.repository_id
        WHERE b.hidden GROUP BY r.project_id)
     SELECT p.name AS project, coalesce(s.size, 0) AS size, coalesce(s.own, 0) AS own, coalesce(t.size, 0) AS trash,
       p.repository_count AS repositories
     FROM project p LEFT JOIN sums s ON s.project_id = p.id LEFT JOIN trash t ON t.project_id = p.id
     WHERE s.size > 0 OR t.size > 0 ORDER BY coalesce(s.size, 0) DESC, p.name LIMIT $1`,
    [limit],
  );
}

/** The repositories that take the most, of one project or (null) of all. */
export async function readRepositoryBytes(
  projectId: number | null,
  limit: number,
): Promise<RepositoryBytes[]> {
  return await query<RepositoryBytes>(
    `WITH ${SHOWN},
     used AS (SELECT digest, count(*) AS repositories FROM shown GROUP BY digest),
     sums AS (
       SELECT s.repository_id, sum(s.size)::bigint AS size, sum(s.size) FILTER (WHERE u.repositories = 1)::bigint AS own
       FROM shown s JOIN used u USING (digest) WHERE $1::int IS NULL OR s.project_id = $1 GROUP BY s.repository_id)
     SELECT r.name AS repository, p.name AS project, s.size, coalesce(s.own, 0) AS own, r.tag_count AS tags
     FROM sums s JOIN repository r ON r.id = s.repository_id JOIN project p ON p.id = r.project_id
     ORDER BY s.size DESC, r.name LIMIT $2`,
    [projectId, limit],
  );
}

export type BytesOf = { size: number; own: number; trash: number };

/** What one project takes. */
export async function readBytesOf(projectId: number): Promise<BytesOf> {
  const [row] = await query<BytesOf>(
    `WITH mine AS (
       SELECT b.digest, max(b.size) AS size, bool_and(b.hidden) AS hidden FROM repository_blob b
         JOIN repository r ON r.id = b.repository_id WHERE r.project_id = $1 GROUP BY b.digest)
     SELECT coalesce(sum(size) FILTER (WHERE NOT hidden), 0)::bigint AS size,
       coalesce(sum(size) FILTER (WHERE hidden), 0)::bigint AS trash,
       coalesce(sum(size) FILTER (WHERE NOT hidden AND NOT EXISTS (
         SELECT 1 FROM repository_blob o JOIN repository r ON r.id = o.repository_id
          WHERE o.digest = mine.digest AND NOT o.hidden AND r.project_id <> $1)), 0)::bigint AS own
     FROM mine`,
    [projectId],
  );
  return row!;
}

/** Distinct bytes of what is shown, and of what only the trash still has. */
export async function readTotals(): Promise<{ stored: number; trash: number }> {
  const [row] = await query<{ stored: number; trash: number }>(
    `SELECT coalesce(sum(size) FILTER (WHERE NOT hidden), 0)::bigint AS stored,
       coalesce(sum(size) FILTER (WHERE hidden), 0)::bigint AS trash
     FROM (SELECT digest, max(size) AS size, bool_and(hidden) AS hidden FROM repository_blob GROUP BY digest) blobs`,
  );
  return row!;
}

export type LayerRow = {
  digest: string;
  size: number;
  mediaType: string;
  images: number;
  repositories: string[];
  more: number;
};

/** The largest blobs, with the images that name them and some of their repositories: of one project or (null) of all. */
export async function readLargestLayers(projectId: number | null, limit: number): Promise<LayerRow[]> {
  return await query<LayerRow>(
    `WITH largest AS (
       SELECT b.digest, max(b.size) AS size FROM repository_blob b JOIN repository r ON r.id = b.repository_id
        WHERE NOT b.hidden AND ($1::int IS NULL OR r.project_id = $1)
        GROUP BY b.digest ORDER BY max(b.size) DESC, b.digest LIMIT $2)
     SELECT l.digest, l.size, coalesce(max(m.media_type), '') AS "mediaType", count(DISTINCT m.manifest_id)::int AS images,
       coalesce((array_agg(DISTINCT r.name) FILTER (WHERE r.id IS NOT NULL))[1:$3], '{}') AS repositories,
       greatest(count(DISTINCT r.id) - $3, 0)::int AS more
     FROM largest l
       LEFT JOIN repository_blob b ON b.digest = l.digest AND NOT b.hidden
       LEFT JOIN repository r ON r.id = b.repository_id AND ($1::int IS NULL OR r.project_id = $1)
       LEFT JOIN LATERAL (
         SELECT mb.manifest_id, mb.media_type FROM manifest_blob mb JOIN manifest mf ON mf.id = mb.manifest_id AND NOT mf.hidden
          WHERE mb.repository_id = r.id AND mb.digest = l.digest) m ON true
     GROUP BY l.digest, l.size ORDER BY l.size DESC, l.digest`,
    [projectId, limit, NAMED],
  );
}

/** Repositories named of each layer: enough to see whose it is. */
const NAMED = 3;

export type CandidateRow = {
  repository: string;
  tag: string;
  digest: string;
  size: number | null;
  own: number;
  pushedAt: Date;
  lastPulledAt: Date | null;
};

const ORDERS = {
  '-size': 't.pull_size DESC NULLS LAST, r.name, t.name',
  lastUsed: 'coalesce(t.last_pulled_at, t.pushed_at), r.name, t.name',
};

/** Tags in the order in which one would look for something to delete, with the bytes that nothing else has. */
export async function readCandidates(order: keyof typeof ORDERS, limit: number): Promise<CandidateRow[]> {
  return await query<CandidateRow>(
    `SELECT c.*, coalesce(freed.size, 0)::bigint AS own FROM (
       SELECT r.name AS repository, t.name AS tag, t.digest, t.manifest_id, t.pull_size AS size, t.pushed_at AS "pushedAt",
         t.last_pulled_at AS "lastPulledAt", row_number() OVER (ORDER BY ${ORDERS[order]}) AS place
       FROM tag t JOIN repository r ON r.id = t.repository_id WHERE NOT t.missing AND NOT t.fallback
       ORDER BY ${ORDERS[order]} LIMIT $1) c
     LEFT JOIN LATERAL (${OWN_BYTES}) freed ON true ORDER BY c.place`,
    [limit],
  );
}

/** Of the tag `c`: nothing while another tag is on its manifest; else of it and its children what no other visible manifest names. */
const OWN_BYTES = `
  WITH mine AS (
    SELECT c.manifest_id AS id
    UNION SELECT m.id FROM manifest_child k JOIN manifest m ON m.repository_id = k.repository_id AND m.digest = k.digest
     WHERE k.manifest_id = c.manifest_id AND NOT EXISTS (SELECT 1 FROM tag o WHERE o.manifest_id = m.id)),
  blobs AS (SELECT DISTINCT b.digest, b.size FROM manifest_blob b JOIN mine ON mine.id = b.manifest_id WHERE NOT b."foreign")
  SELECT sum(blobs.size) AS size FROM blobs
   WHERE (SELECT count(*) FROM tag o WHERE o.manifest_id = c.manifest_id) = 1
     AND NOT EXISTS (
       SELECT 1 FROM manifest_blob o JOIN manifest m ON m.id = o.manifest_id
        WHERE o.digest = blobs.digest AND NOT m.hidden AND o.manifest_id NOT IN (SELECT id FROM mine))`;
