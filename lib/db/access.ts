import { roleOf, rulesOf } from './access-sql.ts';
import { query } from './pool.ts';
import { idsOf, type Asker } from './principals.ts';

/** An `AccessRule` of lib/policies. */
export type AccessRuleFacts = {
  id: number;
  effect: 'allow' | 'deny';
  subject: 'user' | 'group' | 'robot' | 'signed_in' | 'anyone';
  repositories: string;
  actions: string[];
};

/** A `ProjectResource` of lib/policies, with the project's id and the version that every change of access raises. */
export type ProjectAccess = {
  kind: 'project';
  id: number;
  name: string;
  visibility: 'private' | 'public';
  role: 'guest' | 'developer' | 'maintainer' | 'owner' | null;
  rules: AccessRuleFacts[];
  policyVersion: number;
  /** It has a quota: see quota.ts. */
  limited: boolean;
};

/** What `can()` needs to decide about the project `name`; null when there is no such project. */
export async function loadProjectAccess(name: string, asker: Asker): Promise<ProjectAccess | null> {
  const { userId, robotId } = idsOf(asker);
  const [row] = await query<RawAccess>(PROJECT_ACCESS, [name, userId, robotId], 'project-access');
  return row ? accessOf(row) : null;
}

/** Rules come as null where there are none. */
export type RawAccess = Omit<ProjectAccess, 'kind' | 'rules'> & { rules: AccessRuleFacts[] | null };

export function accessOf(row: RawAccess): ProjectAccess {
  return { kind: 'project', ...row, rules: row.rules ?? [] };
}

/** That the project `p` has a quota of any kind. */
export const LIMITED = 'num_nonnulls(p.quota_bytes, p.quota_repositories, p.quota_tags) > 0';

const PROJECT_ACCESS = `
  SELECT p.id, p.name, p.visibility, p.policy_version AS "policyVersion", ${LIMITED} AS limited,
         ${roleOf('p.id', '$2::int')} AS role, ${rulesOf('p.id', '$2::int', '$3::int')} AS rules
    FROM project p WHERE p.name = $1`;
