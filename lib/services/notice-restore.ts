import { z } from 'zod';
import { goesForward, noteDatabase, readNotedDatabase } from '#lib/db/database-identity.ts';
import { countingSince } from '#lib/db/read-pull-days.ts';
import { pauseCleanup } from './cleanup-pause.ts';

/** What is noted of the database: since when uses are counted in it without a gap. */
const noted = z.object({ since: z.iso.datetime() });

/**
 * Pauses cleanup when the database turns out to be another one than before, or an earlier state of it: it was restored from a backup, or
 * a standby has taken over. Purge tickets and policies in it may be older than what is in the registry by now, and uses since the backup
 * are lost.
 */
export async function noticeRestore(): Promise<void> {
  const [before, forward] = await Promise.all([readNotedDatabase(), goesForward()]);
  const since = noted.safeParse(before?.note).data?.since;
  if (since !== undefined && before?.same && forward) return;
  if (before) {
    await pauseCleanup(
      'restored',
      'Cleanup is paused: the database is another one than before, as after a restore from a backup. Run "lighter reconcile" and look through the projects, then resume.',
    );
  }
  const from = before ? new Date() : await countingSince();
  await noteDatabase({ since: from.toISOString() });
}

/** Since when uses are counted in this database without a gap. */
export async function countedSince(): Promise<Date> {
  const known = noted.safeParse((await readNotedDatabase())?.note).data;
  return known ? new Date(known.since) : await countingSince();
}
