import { query } from '#lib/db/pool.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { RoleName } from '#lib/policies/roles.ts';

/** A user's row, and who they are; for tests of services that ask for no password. */
export async function makeUser(name: string): Promise<Principal & { kind: 'user' }> {
  await query('INSERT INTO namespace (name) VALUES ($1)', [name]);
  const rows = await query<{ id: number }>('INSERT INTO "user" (name) VALUES ($1) RETURNING id', [name]);
  return { kind: 'user', id: rows[0]!.id, name, admin: false, stamp: 0 };
}

/** A project's row, with its members' roles by user. */
export async function makeProjectWith(
  name: string,
  visibility: 'private' | 'public',
  members: [user: { id: number }, role: RoleName][] = [],
): Promise<void> {
  await query('INSERT INTO namespace (name) VALUES ($1)', [name]);
  await query('INSERT INTO project (name, visibility) VALUES ($1, $2::visibility)', [name, visibility]);
  for (const [user, role] of members) {
    await query(
      `INSERT INTO membership (project_id, user_id, role) SELECT id, $2, $3::role FROM project WHERE name = $1`,
      [name, user.id, role],
    );
  }
}
