import { query } from './pool.ts';

/** Of whoever asks only the id matters here; a `Principal` of lib/policies fits. */
type Asker = { kind: 'anonymous' } | { kind: 'user'; id: number };

/** A `ProjectResource` of lib/policies, with the project's id and the version that every change of access raises. */
export type ProjectAccess = {
  kind: 'project';
  id: number;
  name: string;
  visibility: 'private' | 'public';
  role: 'guest' | 'developer' | 'maintainer' | 'owner' | null;
  policyVersion: number;
  /** It has a quota: see quota.ts. */
  limited: boolean;
};

/** What a request needs to know about a user, read anew each time so that a change holds at once. */
export type UserAccess = { id: number; name: string; admin: boolean; disabled: boolean; stamp: number };

/** What `can()` needs to decide about the project `name`; null when there is no such project. */
export async function loadProjectAccess(name: string, principal: Asker): Promise<ProjectAccess | null> {
  const userId = principal.kind === 'user' ? principal.id : null;
  const rows = await query<Omit<ProjectAccess, 'kind'>>(PROJECT_ACCESS, [name, userId], 'project-access');
  return rows[0] ? { kind: 'project', ...rows[0] } : null;
}

/** The user as a token or session names them; null when there is none. */
export async function loadUser(userId: number): Promise<UserAccess | null> {
  const rows = await query<UserAccess>(USER_BY_ID, [userId], 'user-by-id');
  return rows[0] ?? null;
}

/** That the project `p` has a quota of any kind. */
export const LIMITED = 'num_nonnulls(p.quota_bytes, p.quota_repositories, p.quota_tags) > 0';

const PROJECT_ACCESS = `
  SELECT p.id, p.name, p.visibility, p.policy_version AS "policyVersion", ${LIMITED} AS limited, m.role
    FROM project p LEFT JOIN membership m ON m.project_id = p.id AND m.user_id = $2::int
   WHERE p.name = $1`;

const USER_BY_ID = `
  SELECT id, name, admin, disabled_at IS NOT NULL AS disabled, stamp FROM "user" WHERE id = $1`;
