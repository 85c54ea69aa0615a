import { query } from './pool.ts';
import { HOLDS_SOMETHING } from './read-repositories.ts';
import { containing, SqlValues } from './sql-values.ts';
import type { Viewer } from './viewer.ts';
import { pullable, viewable } from './viewer.ts';

export type Named = { name: string; description: string };

/** Projects whose name contains `text`, that the viewer may see; the closest names first. */
export function searchProjects(viewer: Viewer, text: string, limit: number): Promise<Named[]> {
  const values = new SqlValues();
  return query<Named>(
    `SELECT p.name, p.description FROM project p
     WHERE ${viewable(viewer, 'p', values)} AND p.name ILIKE ${values.add(containing(text))}
     ORDER BY length(p.name), p.name LIMIT ${values.add(limit)}`,
    values.list,
  );
}

/** Repositories that hold something and whose full name contains `text`; the closest names first. */
export function searchRepositories(viewer: Viewer, text: string, limit: number): Promise<Named[]> {
  const values = new SqlValues();
  return query<Named>(
    `SELECT r.name, r.description FROM repository r JOIN project p ON p.id = r.project_id
     WHERE ${pullable(viewer, 'p', 'r', values)} AND ${HOLDS_SOMETHING} AND r.name ILIKE ${values.add(containing(text))}
     ORDER BY length(r.name), r.name LIMIT ${values.add(limit)}`,
    values.list,
  );
}

/**
 * Tags whose name contains `text`, in repositories whose full name contains `repository`: the closest names first, of equal
 * ones the latest pushed.
 */
export function searchTags(
  viewer: Viewer,
  search: { text: string; repository: string },
  limit: number,
): Promise<{ repository: string; tag: string }[]> {
  const values = new SqlValues();
  return query<{ repository: string; tag: string }>(
    `SELECT r.name AS repository, t.name AS tag
     FROM tag t JOIN repository r ON r.id = t.repository_id JOIN project p ON p.id = r.project_id
     WHERE ${pullable(viewer, 'p', 'r', values)} AND NOT t.missing AND NOT t.fallback AND t.name ILIKE ${values.add(containing(search.text))}
       AND r.name ILIKE ${values.add(containing(search.repository))}
     ORDER BY length(t.name), t.pushed_at DESC, r.name, t.name LIMIT ${values.add(limit)}`,
    values.list,
  );
}
