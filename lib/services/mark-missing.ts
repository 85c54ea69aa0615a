import { abandonOperation, endOperation, tagKey, tryBegin } from '#lib/db/operations.ts';
import { absentLongEnough, noteAbsent, setMissing } from '#lib/db/reconcile-queries.ts';
import { deleteSetting, putSetting } from '#lib/db/settings.ts';
import { transaction } from '#lib/db/transaction.ts';
import { logger } from '#lib/log/logger.ts';
import { headManifest } from '#lib/registry/manifests.ts';

/** A tag that upstream answered 404 for by name; `missing`: marked so already. */
export type Absent = { repositoryId: number; repository: string; tag: string; missing: boolean };

/** More than this at once, in share and in number, is a volume not mounted rather than tags gone. */
const MAX_MISSING_SHARE = 0.05;
const MIN_ALARM = 20;

/** Setting of the alarm: `{ message }`. */
export const MISSING_ALARM = 'reconcile.missing-alarm';

const DEADLINE_MS = 30_000;

/**
 * Marks tags missing (hidden, never deleted) that were absent by name twice, at least an hour apart; not one of them
 * when too many are absent at once: then an alarm says so. @returns how many were marked
 */
export async function markMissing(absent: Absent[], tagsInAll: number): Promise<number> {
  const fresh = absent.filter((tag) => !tag.missing);
  if (fresh.length >= MIN_ALARM && fresh.length > MAX_MISSING_SHARE * tagsInAll) {
    const message = `${fresh.length} of ${tagsInAll} tags are not in the registry. Nothing was changed: check that its storage is the right one.`;
    logger('reconcile').error(message);
    await putSetting(MISSING_ALARM, { message });
    return 0;
  }
  await deleteSetting(MISSING_ALARM);
  let marked = 0;
  for (const tag of fresh) if (await markOne(tag)) marked++;
  return marked;
}

async function markOne({ repositoryId, repository, tag }: Absent): Promise<boolean> {
  if (!(await absentLongEnough(repositoryId, tag))) {
    await noteAbsent(repositoryId, tag);
    return false;
  }
  const begun = await tryBegin({
    repositoryId,
    payload: { kind: 'index', repository, reference: tag },
    keys: [tagKey(repositoryId, tag)],
    actor: null,
    deadlineMs: DEADLINE_MS,
  });
  if ('blockedBy' in begun) return false;
  try {
    if ((await headManifest(repository, tag)) !== null) return false;
    await transaction(async (tx) => {
      await setMissing(tx, repositoryId, tag);
      await endOperation(tx, begun.done.id);
    });
    return true;
  } finally {
    await abandonOperation(begun.done.id).catch(() => undefined);
  }
}
