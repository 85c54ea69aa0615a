import { insertAuditEvents } from './audit.ts';
import { query } from './pool.ts';
import { transaction } from './transaction.ts';

/** The id of the project that repositories found upstream belong to; made private and owned by the admins if there is none. */
export async function adoptProject(name: string): Promise<number> {
  const [known] = await query<{ id: number }>('SELECT id FROM project WHERE name = $1', [name]);
  if (known) return known.id;
  return transaction(async (tx) => {
    await tx.query('INSERT INTO namespace (name) VALUES ($1) ON CONFLICT DO NOTHING', [name]);
    const made = await tx.query(
      `INSERT INTO project (name, description) VALUES ($1, 'Found in the registry') ON CONFLICT DO NOTHING RETURNING id`,
      [name],
    );
    const actor = { name: null, address: null };
    if (made.length > 0) await insertAuditEvents(tx, [{ actor, action: 'project.adopted', project: name }]);
    const [project] = await tx.query<{ id: number }>('SELECT id FROM project WHERE name = $1', [name]);
    await tx.query(
      `INSERT INTO membership (project_id, user_id, role) SELECT $1, id, 'owner' FROM "user" WHERE admin AND disabled_at IS NULL
       ON CONFLICT DO NOTHING`,
      [project!.id],
    );
    return project!.id;
  });
}
