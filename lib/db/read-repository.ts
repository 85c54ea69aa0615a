import { query } from './pool.ts';
import type { RepositoryRow } from './read-repositories.ts';
import { REPOSITORY_COLUMNS } from './read-repositories.ts';

/** A repository by its full name, with its id; null when the index has none. */
export async function readRepository(name: string): Promise<(RepositoryRow & { id: number }) | null> {
  const rows = await query<RepositoryRow & { id: number }>(
    `SELECT r.id, ${REPOSITORY_COLUMNS} FROM repository r JOIN project p ON p.id = r.project_id WHERE r.name = $1`,
    [name],
    'read-repository',
  );
  return rows[0] ?? null;
}
