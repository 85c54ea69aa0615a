import { findProjectTrash } from '#lib/db/trash.ts';
import { AppError, toAppError } from '#lib/errors/app-error.ts';
import { can, type Principal } from '#lib/policies/can.ts';
import { each } from '#lib/registry/each.ts';
import type { RestoreManyInput, RestoreManyResult } from '#lib/schemas/trash.ts';
import type { Actor } from './actor.ts';
import { requireProject } from './require-access.ts';
import { restoreTrash } from './restore-trash.ts';

/** Restores are small, and others push meanwhile. */
const AT_ONCE = 4;

/**
 * Brings back what is in the trash of a project, one or many; what can not come back is told with its reason.
 * @throws AppError NOT_FOUND (also when none of the ids is in this project's trash), UNAUTHORIZED, DENIED
 */
export async function restoreMany(
  { principal, actor }: { principal: Principal; actor: Actor },
  { project, ids, ...choice }: { project: string } & RestoreManyInput,
): Promise<RestoreManyResult> {
  const access = await requireProject(principal, project, 'trash.restore');
  const asked = [...new Set(ids)];
  const found = await findProjectTrash(access.id, asked.map(Number), asked.length);
  const entries = found.filter(({ repository }) => can(principal, 'pull', { ...access, repository }).allowed);
  if (entries.length === 0) throw new AppError('NOT_FOUND', 'None of these is in the trash of this project.');
  const result: RestoreManyResult = { restored: [], failed: [] };
  for (const id of asked.filter((id) => !entries.some((entry) => String(entry.id) === id)))
    result.failed.push({ id, code: 'NOT_FOUND', message: 'It is no longer in the trash.' });
  await each(
    entries.map((entry) => String(entry.id)),
    async (id) => {
      try {
        result.restored.push({ id, ...(await restoreTrash({ id, actor, ...choice })) });
      } catch (error) {
        const { code, message } = toAppError(error);
        result.failed.push({ id, code, message });
      }
    },
    AT_ONCE,
  );
  return result;
}
