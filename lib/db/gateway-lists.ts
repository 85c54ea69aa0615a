import { query } from './pool.ts';
import { containing, SqlValues } from './sql-values.ts';
import { pullable, type Viewer } from './viewer.ts';

/** The next `limit` names of repositories that the reader may pull and that hold anything, after `last` in byte order. */
export async function listCatalog(reader: Viewer, last: string, limit: number): Promise<string[]> {
  const values = new SqlValues();
  const rows = await query<{ name: string }>(
    `SELECT r.name FROM repository r JOIN project p ON p.id = r.project_id
      WHERE r.name > ${values.add(last)}::text AND r.manifest_count > 0 AND ${pullable(reader, 'p', 'r', values)}
      ORDER BY r.name LIMIT ${values.add(limit)}::int`,
    values.list,
  );
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
  reader: Viewer,
  term: string,
  limit: number,
  offset: number,
): Promise<FoundRepository[]> {
  const values = new SqlValues();
  const pattern = values.add(containing(term));
  return query<FoundRepository>(
    `SELECT r.name, r.description, r.pull_count AS pulls, (count(*) OVER ())::int AS total
       FROM repository r JOIN project p ON p.id = r.project_id
      WHERE (r.name LIKE ${pattern}::text OR r.description ILIKE ${pattern}::text) AND r.manifest_count > 0
        AND ${pullable(reader, 'p', 'r', values)}
      ORDER BY r.pull_count DESC, r.name LIMIT ${values.add(limit)}::int OFFSET ${values.add(offset)}::int`,
    values.list,
  );
}

const TAGS = `
  SELECT name FROM tag WHERE repository_id = $1::int AND name > $2::text AND NOT missing AND NOT fallback
   ORDER BY name LIMIT $3::int`;
