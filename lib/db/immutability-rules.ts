import { query } from './pool.ts';
import type { RuleRow } from './tag-guards.ts';
import type { Tx } from './transaction.ts';

export type StoredRule = RuleRow & { createdBy: string | null; createdAt: Date };

const COLUMNS = 'id, repositories, tags, created_by AS "createdBy", created_at AS "createdAt"';

/** The rules of a project, the oldest first; inside `tx`, where there is one. */
export async function readImmutabilityRules(projectId: number, tx: Tx = { query }): Promise<StoredRule[]> {
  return tx.query<StoredRule>(`SELECT ${COLUMNS} FROM immutability_rule WHERE project_id = $1 ORDER BY id`, [
    projectId,
  ]);
}

export async function insertImmutabilityRule(
  tx: Tx,
  rule: { projectId: number; repositories: string; tags: string; createdBy: string | null },
): Promise<StoredRule> {
  const [row] = await tx.query<StoredRule>(
    `INSERT INTO immutability_rule (project_id, repositories, tags, created_by) VALUES ($1, $2, $3, $4)
     RETURNING ${COLUMNS}`,
    [rule.projectId, rule.repositories, rule.tags, rule.createdBy],
  );
  return row!;
}

/** Null when the project has no rule of that id. */
export async function updateImmutabilityRuleRow(
  tx: Tx,
  rule: { projectId: number; id: number; repositories: string; tags: string },
): Promise<StoredRule | null> {
  const [row] = await tx.query<StoredRule>(
    `UPDATE immutability_rule SET repositories = $3, tags = $4 WHERE project_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
    [rule.projectId, rule.id, rule.repositories, rule.tags],
  );
  return row ?? null;
}

/** @returns what it was; null when the project has no rule of that id */
export async function deleteImmutabilityRuleRow(
  tx: Tx,
  projectId: number,
  id: number,
): Promise<StoredRule | null> {
  const [row] = await tx.query<StoredRule>(
    `DELETE FROM immutability_rule WHERE project_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
    [projectId, id],
  );
  return row ?? null;
}
