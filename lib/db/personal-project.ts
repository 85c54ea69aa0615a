import { DEFAULT_QUOTA_COLUMNS, DEFAULT_QUOTA_VALUES } from './default-quota.ts';
import { transaction, type Tx } from './transaction.ts';

/**
 * The project named like its user, who owns it; `made` runs with it. Does nothing where a project of that name is there
 * already.
 */
export async function createPersonalProject(
  userId: number,
  name: string,
  made: (tx: Tx) => Promise<void> = async () => undefined,
): Promise<void> {
  await transaction(async (tx) => {
    const [project] = await tx.query<{ id: number }>(
      `INSERT INTO project (name, personal_owner_id, ${DEFAULT_QUOTA_COLUMNS}) VALUES ($1, $2, ${DEFAULT_QUOTA_VALUES})
       ON CONFLICT DO NOTHING RETURNING id`,
      [name, userId],
    );
    if (!project) return;
    await tx.query(`INSERT INTO membership (project_id, user_id, role) VALUES ($1, $2, 'owner')`, [
      project.id,
      userId,
    ]);
    await made(tx);
  });
}
