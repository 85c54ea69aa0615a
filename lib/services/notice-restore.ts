import { z } from 'zod';
import { readDatabaseIdentity } from '#lib/db/database-identity.ts';
import { countingSince } from '#lib/db/read-pull-days.ts';
import { getSetting, putSetting } from '#lib/db/settings.ts';
import { pauseCleanup } from './cleanup-pause.ts';

/** Setting of the database that Lighter last ran on, and since when: `{ identity, since }`. */
const DATABASE = 'cleanup.database';

const stored = z.object({ identity: z.string(), since: z.iso.datetime() });

/**
 * Pauses cleanup when the database turns out to be another one than before: it was restored from a backup elsewhere. Purge tickets
 * and policies in it may be older than what is in the registry by now, and uses since the backup are lost.
 */
export async function noticeRestore(): Promise<void> {
  const identity = await readDatabaseIdentity();
  const before = stored.safeParse(await getSetting(DATABASE)).data;
  if (before?.identity === identity) return;
  if (before) {
    await pauseCleanup(
      'restored',
      'Cleanup is paused: the database is another one than before, as after a restore from a backup. Run "lighter reconcile" and look through the projects, then resume.',
    );
  }
  const since = before ? new Date() : await countingSince();
  await putSetting(DATABASE, { identity, since: since.toISOString() });
}

/** Since when uses are counted in this database without a gap. */
export async function countedSince(): Promise<Date> {
  const known = stored.safeParse(await getSetting(DATABASE)).data;
  return known ? new Date(known.since) : await countingSince();
}
