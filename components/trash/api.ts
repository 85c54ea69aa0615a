import type {
  PurgeTrashInput,
  PurgeTrashResult,
  RestoreManyInput,
  RestoreManyResult,
} from '#lib/schemas/trash.ts';
import { MAX_TRASH_IDS } from '#lib/schemas/trash.ts';
import { api } from '@/components/api/client';

/** Brings entries back, as many calls as it takes. */
export async function restoreMany(project: string, input: RestoreManyInput): Promise<RestoreManyResult> {
  const all: RestoreManyResult = { restored: [], failed: [] };
  for (let at = 0; at < input.ids.length; at += MAX_TRASH_IDS) {
    const body = { ...input, ids: input.ids.slice(at, at + MAX_TRASH_IDS) };
    const one = await api<RestoreManyResult>('POST', `/projects/${project}/trash:restore`, { body });
    all.restored.push(...one.restored);
    all.failed.push(...one.failed);
  }
  return all;
}

export async function purgeTrash(project: string, what: PurgeTrashInput): Promise<PurgeTrashResult> {
  const all: PurgeTrashResult = { entries: 0, purged: 0, waiting: 0 };
  for (const body of 'ids' in what ? inBatches(what.ids) : [what]) {
    const one = await api<PurgeTrashResult>('POST', `/projects/${project}/trash:purge`, { body });
    all.entries += one.entries;
    all.purged += one.purged;
    all.waiting = one.waiting;
  }
  return all;
}

function inBatches(ids: string[]): { ids: string[] }[] {
  return Array.from({ length: Math.ceil(ids.length / MAX_TRASH_IDS) }, (_, i) => ({
    ids: ids.slice(i * MAX_TRASH_IDS, (i + 1) * MAX_TRASH_IDS),
  }));
}
