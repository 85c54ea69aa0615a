import { query } from './pool.ts';

/** Of whoever asks only the ids matter here; a `Principal` of lib/policies fits. */
export type Asker =
  | { kind: 'anonymous' }
  | { kind: 'user'; id: number; limits?: { token: number } | null }
  | { kind: 'robot'; id: number };

/** What a request needs to know about a user, read anew each time so that a change holds at once. A `UserPrincipal`, but for `ended`. */
export type UserAccess = {
  kind: 'user';
  id: number;
  name: string;
  admin: boolean;
  stamp: number;
  /** Null: they came with a password or a session, which leave all. */
  limits: TokenLimits | null;
  /** Disabled; or the token is no more. */
  ended: boolean;
};

type Scope = 'read' | 'write' | 'delete' | 'admin';
export type TokenLimits = { token: number; scopes: readonly Scope[]; projects: readonly string[] | null };

/** The same of a robot. A `RobotPrincipal`, but for `ended`. */
export type RobotAccess = {
  kind: 'robot';
  id: number;
  name: string;
  stamp: number;
  project: string | null;
  grants: readonly { repositories: string; scopes: readonly Exclude<Scope, 'admin'>[] }[];
  admin: boolean;
  /** Disabled, or over. */
  ended: boolean;
};

export type PrincipalAccess = UserAccess | RobotAccess;

/** The ids of an asker, as the statements take them. */
export function idsOf(asker: Asker): {
  userId: number | null;
  tokenId: number | null;
  robotId: number | null;
} {
  return {
    userId: asker.kind === 'user' ? asker.id : null,
    tokenId: asker.kind === 'user' ? (asker.limits?.token ?? null) : null,
    robotId: asker.kind === 'robot' ? asker.id : null,
  };
}

/** The user or robot as a credential names them, as they are now; null when there is none. */
export async function loadPrincipal(asker: Asker): Promise<PrincipalAccess | null> {
  const { userId, tokenId, robotId } = idsOf(asker);
  if (userId === null && robotId === null) return null;
  const [row] = await query<PrincipalRow>(PRINCIPAL, [userId, tokenId, robotId], 'principal-by-id');
  return row ? principalOf(row, tokenId) : null;
}

/** The columns that `principalOf` reads, those of credentials only where there are any; see `principalParts`. */
export type PrincipalRow = {
  userId: number | null;
  userName: string;
  admin: boolean;
  disabled: boolean;
  stamp: number;
  scopes?: Scope[] | null;
  allProjects: boolean;
  tokenProjects: string[];
  robotId?: number | null;
  robotName: string;
  robotStamp: number;
  robotProject: string | null;
  robotAdmin: boolean;
  robotEnded: boolean;
  grants: RobotAccess['grants'];
};

export function principalOf(row: PrincipalRow, tokenId: number | null): PrincipalAccess | null {
  if (row.userId !== null) {
    const limits = tokenId === null ? null : limitsOf(row, tokenId);
    return {
      kind: 'user',
      id: row.userId,
      name: row.userName,
      admin: row.admin,
      stamp: row.stamp,
      limits,
      ended: row.disabled || (tokenId !== null && !row.scopes),
    };
  }
  if (row.robotId == null) return null;
  return {
    kind: 'robot',
    id: row.robotId,
    name: row.robotName,
    stamp: row.robotStamp,
    project: row.robotProject,
    grants: row.grants,
    admin: row.robotAdmin,
    ended: row.robotEnded,
  };
}

/** A token that is no more leaves nothing. */
function limitsOf({ scopes, allProjects, tokenProjects }: PrincipalRow, token: number): TokenLimits {
  return {
    token,
    scopes: scopes ?? [],
    projects: scopes !== null && allProjects ? null : (tokenProjects ?? []),
  };
}

/**
 * What a statement needs to tell who asks: `columns` for `principalOf`, and joins of `asked` (with user_id and, for `credentials`, token_id and
 * robot_id) to the user `u`, their token `k` and the robot `b`. Most ask with a password or nothing: their statement has no
 * more to look into.
 */
export function principalParts({ credentials }: { credentials: boolean }): {
  columns: string;
  joins: string;
} {
  const columns = `
  u.id AS "userId", u.name AS "userName", u.admin, u.disabled_at IS NOT NULL AS disabled, u.stamp`;
  const joins = `
  LEFT JOIN LATERAL (SELECT * FROM "user" WHERE id = asked.user_id LIMIT 1) u ON true`;
  return credentials
    ? { columns: columns + CREDENTIAL_COLUMNS, joins: joins + CREDENTIAL_JOINS }
    : { columns, joins };
}

const CREDENTIAL_COLUMNS = `,
  k.scopes, k.all_projects AS "allProjects", k.projects AS "tokenProjects",
  b.id AS "robotId", b.name AS "robotName", b.stamp AS "robotStamp", b.project AS "robotProject", b.admin AS "robotAdmin",
  b.ended AS "robotEnded", b.grants`;

const CREDENTIAL_JOINS = `
  LEFT JOIN LATERAL (
    SELECT scopes, all_projects,
           ARRAY(SELECT p.name FROM api_token_project tp JOIN project p ON p.id = tp.project_id WHERE tp.token_id = t.id) AS projects
      FROM api_token t
     WHERE t.id = asked.token_id AND t.user_id = u.id AND (t.expires_at IS NULL OR t.expires_at > now()) LIMIT 1) k ON true
  LEFT JOIN LATERAL (
    SELECT r.id, r.name, r.stamp, r.admin, r.grants, rp.name AS project,
           r.disabled_at IS NOT NULL OR r.expires_at <= now() IS TRUE AS ended
      FROM robot r LEFT JOIN project rp ON rp.id = r.project_id WHERE r.id = asked.robot_id LIMIT 1) b ON true`;

const { columns, joins } = principalParts({ credentials: true });

const PRINCIPAL = `
  SELECT ${columns}
    FROM (SELECT $1::int AS user_id, $2::int AS token_id, $3::int AS robot_id) asked ${joins}`;
