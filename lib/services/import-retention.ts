import type { Principal } from '#lib/policies/can.ts';
import { importEcr } from '#lib/retention/import-ecr.ts';
import { importHarbor } from '#lib/retention/import-harbor.ts';
import type { ImportInput, ImportResult } from '#lib/schemas/retention-runs.ts';
import { requireProject } from './require-access.ts';

const IMPORTS = { ecr: importEcr, harbor: importHarbor };

/**
 * Carries rules of another registry over, as far as they have a counterpart; nothing is saved.
 * @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED; REQUEST_INVALID for what are no such rules
 */
export async function importRetention(
  principal: Principal,
  project: string,
  { format, rules }: ImportInput,
): Promise<ImportResult> {
  await requireProject(principal, project, 'retention.manage');
  return IMPORTS[format](rules);
}
