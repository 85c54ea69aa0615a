import { AppError } from '#lib/errors/app-error.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { Actor } from './actor.ts';
import { requireRepository } from './require-access.ts';
import type { Restored } from './restore-trash.ts';
import { locateTrash, restoreTrash } from './restore-trash.ts';

/**
 * Brings back what is in the trash, for somebody who may.
 * @throws AppError NOT_FOUND (the same for an entry they may not see), UNAUTHORIZED, DENIED, and what `restoreTrash` throws
 */
export async function requestRestore(
  { principal, actor }: { principal: Principal; actor: Actor },
  input: { id: string },
): Promise<Restored> {
  await requireEntry(principal, input.id).catch((error: unknown) => {
    throw error instanceof AppError && error.code === 'NOT_FOUND' ? gone() : error;
  });
  return await restoreTrash({ id: input.id, actor });
}

async function requireEntry(principal: Principal, id: string): Promise<void> {
  const entry = await locateTrash(id);
  await requireRepository(principal, entry.repository, 'trash.restore');
}

function gone(): AppError {
  return new AppError('NOT_FOUND', 'This is not in the trash: it was restored already, or its time is over.');
}
