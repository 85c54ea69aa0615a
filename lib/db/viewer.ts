import { globRegex } from '#lib/oci/glob-regex.ts';
import { isAbout, matchesName } from './access-sql.ts';
import type { SqlValues } from './sql-values.ts';

type Limits = { scopes: readonly string[]; projects: readonly string[] | null };
type Grant = { repositories: string; scopes: readonly string[] };

/** Whose eyes a list is for. A `Principal` of lib/policies fits; an administrator sees everything. */
export type Viewer =
  | { kind: 'anonymous' }
  | { kind: 'user'; id: number; admin: boolean; limits?: Limits | null }
  | { kind: 'robot'; id: number; project: string | null; grants: readonly Grant[]; admin: boolean };

const NOBODY: Viewer = { kind: 'anonymous' };

/**
 * The condition that keeps the rows of `project` (an alias in the statement) that the viewer may see. It says in SQL what
 * the policy says of `project.view`; a test holds the two together. A robot of the system sees the projects that have something for it.
 */
export function viewable(viewer: Viewer, project: string, values: SqlValues): string {
  return limited(viewer, project, values, (who) => {
    if (isAdmin(who)) return 'TRUE';
    const rule = `EXISTS (SELECT 1 FROM access_rule a WHERE a.project_id = ${project}.id AND a.effect = 'allow'
                            AND ${about(who, 'a', values)})`;
    return `(${project}.visibility = 'public' OR ${inProject(who, project, values)} OR ${rule})`;
  });
}

/**
 * The condition that keeps the rows of `repository` (an alias, as `project` is that of its project) that the viewer may pull: what the
 * policy says of `pull`, in SQL. A repository that one may not pull is not shown either.
 */
export function pullable(viewer: Viewer, project: string, repository: string, values: SqlValues): string {
  return limited(viewer, project, values, (who) => {
    if (isAdmin(who)) return 'TRUE';
    const rule = (effect: string) => `EXISTS (
      SELECT 1 FROM access_rule a WHERE a.project_id = ${project}.id AND a.effect = '${effect}' AND 'pull' = ANY (a.actions)
         AND ${about(who, 'a', values)} AND ${matchesName(`${repository}.name`, `${project}.name`, 'a.pattern')})`;
    const given = [
      `${project}.visibility = 'public'`,
      who.kind === 'robot'
        ? granted(who, project, repository, values)
        : memberOf(who, `${project}.id`, values),
      rule('allow'),
    ];
    return `(NOT ${rule('deny')} AND (${given.join(' OR ')}))`;
  });
}

/** The condition that keeps what belongs to projects that the viewer is a member of, which administrators count as. */
export function memberOf(viewer: Viewer, projectId: string, values: SqlValues): string {
  if (isAdmin(viewer)) return 'TRUE';
  if (viewer.kind !== 'user') return 'FALSE';
  const user = values.add(viewer.id);
  return `${projectId} IN (
    SELECT project_id FROM membership WHERE user_id = ${user}
    UNION ALL
    SELECT g.project_id FROM group_membership g JOIN group_member gm ON gm.group_id = g.group_id WHERE gm.user_id = ${user})`;
}

/** The viewer's id as a user in SQL; NULL for others. */
export function userIdOf(viewer: Viewer, values: SqlValues): string {
  return viewer.kind === 'user' ? `${values.add(viewer.id)}::int` : 'NULL::int';
}

function isAdmin(viewer: Viewer): boolean {
  if (viewer.kind === 'user') return viewer.admin;
  return viewer.kind === 'robot' && viewer.admin && viewer.project === null;
}

function about(viewer: Viewer, rule: string, values: SqlValues): string {
  const robot = viewer.kind === 'robot' ? `${values.add(viewer.id)}::int` : 'NULL::int';
  return isAbout(rule, userIdOf(viewer, values), robot);
}

function inProject(viewer: Viewer, project: string, values: SqlValues): string {
  if (viewer.kind !== 'robot') return memberOf(viewer, `${project}.id`, values);
  if (viewer.project !== null) return `${project}.name = ${values.add(viewer.project)}`;
  return `EXISTS (SELECT 1 FROM repository given WHERE given.project_id = ${project}.id AND ${granted(viewer, project, 'given', values)})`;
}

/** One with the use of the API is as good as a member of its project. */
function granted(
  robot: Extract<Viewer, { kind: 'robot' }>,
  project: string,
  repository: string,
  values: SqlValues,
): string {
  const patterns = () =>
    `ANY (${values.add(robot.grants.map(({ repositories }) => globRegex(repositories)))}::text[])`;
  if (robot.project === null) return `${repository}.name ~ ${patterns()}`;
  const own = `${project}.name = ${values.add(robot.project)}`;
  return robot.admin
    ? own
    : `(${own} AND ${matchesName(`${repository}.name`, `${project}.name`, patterns())})`;
}

/** A token leaves of its user's sight what it includes, and what anybody sees. */
function limited(
  viewer: Viewer,
  project: string,
  values: SqlValues,
  condition: (who: Viewer) => string,
): string {
  const limits = viewer.kind === 'user' ? viewer.limits : null;
  const all = condition(viewer);
  if (!limits) return all;
  const anyone = condition(NOBODY);
  if (limits.scopes.length === 0) return `(${all} AND ${anyone})`;
  if (limits.projects === null) return all;
  return `(${all} AND (${project}.name = ANY (${values.add(limits.projects)}::text[]) OR ${anyone}))`;
}
