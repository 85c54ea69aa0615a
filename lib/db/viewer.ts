import type { SqlValues } from './sql-values.ts';

/** Whose eyes a list is for: nobody signed in has no `userId`; an admin sees everything. */
export type Viewer = { userId: number | null; admin: boolean };

/**
 * The condition that keeps the rows of `project` (an alias in the statement) that the viewer may see. It says in SQL what
 * the policy says of `project.view`; a test holds the two together.
 */
export function viewable(viewer: Viewer, project: string, values: SqlValues): string {
  if (viewer.admin) return 'TRUE';
  if (viewer.userId === null) return `${project}.visibility = 'public'`;
  return `(${project}.visibility = 'public' OR ${memberOf(viewer, `${project}.id`, values)})`;
}

/** The condition that keeps what belongs to projects that the viewer is a member of, which administrators count as. */
export function memberOf(viewer: Viewer, projectId: string, values: SqlValues): string {
  if (viewer.admin) return 'TRUE';
  if (viewer.userId === null) return 'FALSE';
  return `EXISTS (SELECT 1 FROM membership own WHERE own.project_id = ${projectId} AND own.user_id = ${values.add(viewer.userId)})`;
}
