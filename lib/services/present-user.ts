import type { UserRow } from '#lib/db/users.ts';
import type { User } from '#lib/schemas/users.ts';

/** A user as administrators see them. */
export function presentUser(row: UserRow): User {
  return {
    username: row.name,
    email: row.email,
    admin: row.admin,
    disabled: row.disabled,
    secondFactor: row.secondFactor,
    createdAt: row.createdAt.toISOString(),
    lastActiveAt: row.lastActiveAt?.toISOString() ?? null,
  };
}
