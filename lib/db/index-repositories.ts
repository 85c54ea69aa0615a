import { LIMITED } from './access.ts';
import { query } from './pool.ts';
import type { Tx } from './transaction.ts';

/** `tags`: how many it has. `limited`: the project has a quota. */
export type RepositoryRow = {
  id: number;
  name: string;
  projectId: number;
  project: string;
  tags: number;
  limited: boolean;
};

const SELECT = `
  SELECT r.id, r.name, r.project_id AS "projectId", p.name AS project, r.tag_count AS tags, ${LIMITED} AS limited
  FROM repository r JOIN project p ON p.id = r.project_id WHERE r.name = $1`;

/** A repository by its full name, or null when the index has none. */
export async function findRepository(name: string): Promise<RepositoryRow | null> {
  const rows = await query<RepositoryRow>(SELECT, [name], 'find-repository');
  return rows[0] ?? null;
}

/** The repository's row, made if there is none. */
export async function upsertRepository(name: string, projectId: number): Promise<RepositoryRow> {
  const found = await findRepository(name);
  if (found) return found;
  await query('INSERT INTO repository (name, project_id) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING', [
    name,
    projectId,
  ]);
  return (await findRepository(name))!;
}

/** Amounts to add to what lists show of a repository and its project. `stored`: bytes that now count for the project, seen or not. */
export type Change = { tags?: number; manifests?: number; size?: number; stored?: number; pushedAt?: Date };

/** Keeps the counts and sizes that lists show, in the transaction that changes what they count. */
export async function countChange(tx: Tx, repositoryId: number, change: Change): Promise<void> {
  await tx.query(COUNT_CHANGE, [
    repositoryId,
    change.tags ?? 0,
    change.manifests ?? 0,
    change.size ?? 0,
    change.pushedAt ?? null,
    change.stored ?? 0,
  ]);
}

/**
 * A repository counts for its project from its first visible manifest to its last. FOR UPDATE would wait for every
 * transaction that has inserted a row of the repository, and two pushes at a time would wait for each other.
 */
const COUNT_CHANGE = `
  WITH before AS (SELECT id, manifest_count FROM repository WHERE id = $1 FOR NO KEY UPDATE),
  changed AS (
    UPDATE repository r SET
      tag_count = r.tag_count + $2,
      manifest_count = r.manifest_count + $3,
      size = r.size + $4::bigint,
      last_pushed_at = GREATEST(r.last_pushed_at, $5::timestamptz)
    FROM before WHERE r.id = before.id
    RETURNING r.project_id, (r.manifest_count > 0)::int - (before.manifest_count > 0)::int AS appeared)
  UPDATE project p SET
    repository_count = p.repository_count + changed.appeared,
    size = p.size + $4::bigint,
    stored_bytes = p.stored_bytes + $6::bigint,
    last_pushed_at = GREATEST(p.last_pushed_at, $5::timestamptz)
  FROM changed
  WHERE p.id = changed.project_id
    AND (changed.appeared <> 0 OR $4::bigint <> 0 OR $6::bigint <> 0 OR $5::timestamptz IS NOT NULL)`;
