import type { Tx } from './transaction.ts';

/**
 * Takes a name for a user or a project; false when it is reserved, or someone has or had it. Waits for another
 * transaction that is about to take the same one.
 */
export async function claimName(tx: Tx, name: string): Promise<boolean> {
  const rows = await tx.query<{ name: string }>(
    `INSERT INTO namespace (name) VALUES ($1) ON CONFLICT (name) DO NOTHING RETURNING name`,
    [name],
  );
  return rows.length > 0;
}

/** Gives a deleted project's name back, unless it is reserved or a user has it. */
export async function freeName(tx: Tx, name: string): Promise<void> {
  await tx.query(
    `DELETE FROM namespace n
      WHERE n.name = $1 AND NOT n.reserved
        AND NOT EXISTS (SELECT 1 FROM "user" u WHERE u.name = n.name)
        AND NOT EXISTS (SELECT 1 FROM project p WHERE p.name = n.name)`,
    [name],
  );
}
