import { query } from './pool.ts';

/** Who a list is for; an administrator sees all of it. */
export type ListReader = { userId: number | null; admin: boolean };

/** The next `limit` names of repositories that the reader may pull and that hold anything, after `last` in byte order. */
export async function listCatalog(reader: ListReader, last: string, limit: number): Promise<string[]> {
  const values = [reader.userId, reader.admin, last, limit];
  const rows = await query<{ name: string }>(CATALOG, values, 'gateway-catalog');
  return rows.map((row) => row.name);
}

/** The next `limit` tags of a repository after `last` in byte order. */
export async function listTagNames(repositoryId: number, last: string, limit: number): Promise<string[]> {
  const rows = await query<{ name: string }>(TAGS, [repositoryId, last, limit], 'gateway-tags');
  return rows.map((row) => row.name);
}

export type FoundRepository = { name: string; description: string; pulls: number; total: number };

/** Repositories that the reader may pull whose name or description has `term`, the best known first; `total` of all pages. */
export async function searchRepositories(
  reader: ListReader,
  term: string,
  limit: number,
  offset: number,
): Promise<FoundRepository[]> {
  const values = [reader.userId, reader.admin, `%${escapeLike(term)}%`, limit, offset];
  return query<FoundRepository>(SEARCH, values, 'gateway-search');
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

/** The rule of `pull` in lib/policies/can.ts for many projects at once: members, and anyone where it is public. */
export const MAY_PULL = `
  ($2::bool OR p.visibility = 'public'
    OR EXISTS (SELECT 1 FROM membership m WHERE m.project_id = p.id AND m.user_id = $1::int))`;

const CATALOG = `
  SELECT r.name FROM repository r JOIN project p ON p.id = r.project_id
   WHERE r.name > $3::text AND r.manifest_count > 0 AND ${MAY_PULL}
   ORDER BY r.name LIMIT $4::int`;

const TAGS = `
  SELECT name FROM tag WHERE repository_id = $1::int AND name > $2::text AND NOT missing AND NOT fallback
   ORDER BY name LIMIT $3::int`;

const SEARCH = `
  SELECT r.name, r.description, r.pull_count AS pulls, (count(*) OVER ())::int AS total
    FROM repository r JOIN project p ON p.id = r.project_id
   WHERE (r.name LIKE $3::text OR r.description ILIKE $3::text) AND r.manifest_count > 0 AND ${MAY_PULL}
   ORDER BY r.pull_count DESC, r.name LIMIT $4::int OFFSET $5::int`;
