import { z } from 'zod';
import { LAST_RECONCILE } from '#lib/db/reconcile-state.ts';
import { getSetting } from '#lib/db/settings.ts';
import { MISSING_ALARM } from './mark-missing.ts';

/** What is known of the last comparison of the index with the registry. */
export type IndexState = {
  /** When it ended; null when there was none yet. */
  comparedAt: string | null;
  /** What could not be read then, one sentence; null when all was. */
  incomplete: string | null;
  /** So many tags were not there that nothing was believed, one sentence; null when all is well. */
  alarm: string | null;
};

/** What the last reconcile left behind. */
export async function readIndexState(): Promise<IndexState> {
  const [last, alarm] = await Promise.all([getSetting(LAST_RECONCILE), getSetting(MISSING_ALARM)]);
  const compared = lastReconcile.safeParse(last).data;
  const errors = compared?.report.errors ?? [];
  return {
    comparedAt: compared?.at ?? null,
    incomplete: errors.length > 0 ? sentence(errors) : null,
    alarm: missingAlarm.safeParse(alarm).data?.message ?? null,
  };
}

const lastReconcile = z.object({ at: z.string(), report: z.object({ errors: z.array(z.string()) }) });
const missingAlarm = z.object({ message: z.string() });

function sentence(errors: string[]): string {
  const more = errors.length > 1 ? ` And ${errors.length - 1} more.` : '';
  return `The last comparison with the registry could not read everything: ${errors[0]!}${more}`;
}
