/** What a credential may be used for; each includes read. `admin` is all that is not one of the others. */
export const TOKEN_SCOPES = ['read', 'write', 'delete', 'admin'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** What a personal access token (its id) leaves of its user's rights. `projects`: names; null: all. */
export type TokenLimits = {
  token: number;
  scopes: readonly TokenScope[];
  projects: readonly string[] | null;
};

export type UserPrincipal = {
  kind: 'user';
  id: number;
  name: string;
  admin: boolean;
  stamp: number;
  /** Of the token that they came with; null or absent: a password or a session, which leave all. */
  limits?: TokenLimits | null;
};

/** A glob over repositories (in a robot of a project also without its name), and what the robot may do there. */
export type RobotGrant = { repositories: string; scopes: readonly Exclude<TokenScope, 'admin'>[] };

export type RobotPrincipal = {
  kind: 'robot';
  id: number;
  /** In full: `acme+ci`, `system+mirror`. */
  name: string;
  stamp: number;
  /** Null: of the system. */
  project: string | null;
  grants: readonly RobotGrant[];
  /** May use the API: as a maintainer of its project, or as an administrator. */
  admin: boolean;
};

/** Who asks. Roles and rules come with the resource, so that a principal says nothing but who it is. */
export type Principal = { kind: 'anonymous' } | UserPrincipal | RobotPrincipal;
/** Somebody who has shown a credential. */
export type SignedIn = Exclude<Principal, { kind: 'anonymous' }>;

export const ANONYMOUS: Principal = { kind: 'anonymous' };

/** Whether the principal is above projects; what a token's scopes leave of it is another question. */
export function isSystemAdmin(principal: Principal): boolean {
  if (principal.kind === 'user') return principal.admin;
  return principal.kind === 'robot' && principal.admin && principal.project === null;
}
