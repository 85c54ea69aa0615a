import { readTrashDays } from '#lib/db/trash.ts';
import type { Tx } from '#lib/db/transaction.ts';
import { env } from '#lib/env/env.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Until when what is deleted in the repository now can be restored; inside `tx`, where there is one. */
export async function trashExpiry(repositoryId: number, tx?: Tx): Promise<Date> {
  const days = (await readTrashDays(repositoryId, tx)) ?? env().trashDays;
  return new Date(Date.now() + days * DAY_MS);
}
