import type { RepositoryRow } from '#lib/db/read-repositories.ts';
import type { Repository } from '#lib/schemas/repositories.ts';

/** A repository as it leaves. */
export function presentRepository(row: RepositoryRow): Repository {
  return {
    name: row.name,
    project: row.project,
    description: row.description,
    visibility: row.visibility,
    tagCount: row.tagCount,
    size: row.size,
    pullCount: row.pullCount,
    lastPushedAt: row.lastPushedAt?.toISOString() ?? null,
    lastPulledAt: row.lastPulledAt?.toISOString() ?? null,
  };
}
