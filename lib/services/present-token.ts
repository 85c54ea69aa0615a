import type { ApiTokenRow } from '#lib/db/api-tokens.ts';
import type { ApiToken } from '#lib/schemas/tokens.ts';

/** A personal access token as its user and administrators see it: never more of the secret than its beginning. */
export function presentToken(row: ApiTokenRow): ApiToken {
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    scopes: row.scopes,
    projects: row.allProjects ? null : row.projects,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    expired: row.expired,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    lastUsedFrom: row.lastUsedFrom,
  };
}
