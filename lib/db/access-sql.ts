/**
 * The best role that a user has in a project, by themselves or by a group; null: none. Roles are ordered as the type is.
 * `project`, `user`: SQL expressions of ids.
 */
export function roleOf(project: string, user: string): string {
  return `greatest(
    (SELECT role FROM membership WHERE project_id = ${project} AND user_id = ${user}),
    (SELECT max(g.role) FROM group_membership g JOIN group_member gm ON gm.group_id = g.group_id
      WHERE g.project_id = ${project} AND gm.user_id = ${user}))`;
}

/** The rules of a project that are about a user or a robot (either may be null), as JSON; null: none. */
export function rulesOf(project: string, user: string, robot: string): string {
  return `(
    SELECT json_agg(json_build_object('id', a.id, 'effect', a.effect, 'subject', a.subject,
                                      'repositories', a.repositories, 'actions', a.actions) ORDER BY a.id)
      FROM access_rule a WHERE a.project_id = ${project} AND ${isAbout('a', user, robot)})`;
}

/**
 * Whether the rule `a` is about them. A robot may what it was given, not what is allowed to everyone who signs in; what is denied to
 * everyone is denied to it as well.
 */
export function isAbout(a: string, user: string, robot: string): string {
  return `(
    ${a}.subject = 'anyone'
    OR ${a}.subject = 'signed_in' AND (${user} IS NOT NULL OR ${robot} IS NOT NULL AND ${a}.effect = 'deny')
    OR ${a}.user_id = ${user}
    OR ${a}.robot_id = ${robot}
    OR ${a}.group_id IN (SELECT group_id FROM group_member WHERE user_id = ${user}))`;
}

/**
 * Whether any of the patterns (regular expressions of globs) matches a repository's name, whole or without its project's.
 * `pattern`: an SQL expression of one, or `ANY (…)` of many. As `matchesRepository` of lib/policies has it.
 */
export function matchesName(repository: string, project: string, pattern: string): string {
  return `(
    ${repository} ~ ${pattern}
    OR starts_with(${repository}, ${project} || '/') AND substr(${repository}, length(${project}) + 2) ~ ${pattern})`;
}
