import type { RobotRow } from '#lib/db/robots.ts';
import type { RobotTrustRow } from '#lib/db/robot-trusts.ts';
import type { Robot, Trust } from '#lib/schemas/robots.ts';

/** A robot as those who manage it see it: never more of a secret than its beginning. */
export function presentRobot(row: RobotRow): Robot {
  return {
    name: row.name,
    project: row.project,
    description: row.description,
    grants: row.grants.map(({ repositories, scopes }) => ({ repositories, scopes })),
    admin: row.admin,
    disabled: row.disabled,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    expired: row.expired,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    lastUsedFrom: row.lastUsedFrom,
    secrets: row.secrets.map(({ hint, createdAt, expiresAt }) => ({
      hint,
      // Within JSON Postgres writes times in its own way.
      createdAt: new Date(createdAt).toISOString(),
      expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    })),
    trusts: row.trusts,
  };
}

export function presentTrust({ id, issuer, audience, claims, createdAt }: RobotTrustRow): Trust {
  return { id, issuer, audience, claims, createdAt: createdAt.toISOString() };
}
