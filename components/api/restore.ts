import type { z } from 'zod';
import type { restoreResult } from '#lib/schemas/repositories.ts';
import { api } from './client';

/** Brings back what a trash entry holds: the Undo of a delete, and the button in the trash. */
export function restoreTrash(id: string): Promise<z.infer<typeof restoreResult>> {
  return api('POST', `/trash/${id}/restore`);
}
