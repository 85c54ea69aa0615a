import type { z } from 'zod';
import { readInUseSources } from '#lib/db/in-use.ts';
import { hasFullReconcile } from '#lib/db/reconcile-state.ts';
import type { retentionPause } from '#lib/schemas/retention-runs.ts';
import { cleanupPause } from './cleanup-pause.ts';
import { distrust } from './upstream-trust.ts';

export type RetentionPause = z.infer<typeof retentionPause>;

/** Why no run begins at present, or none by itself, each as a sentence. */
export async function retentionPauses(): Promise<RetentionPause[]> {
  const [pause, distrusted, compared, stale] = await Promise.all([
    cleanupPause(),
    distrust(),
    hasFullReconcile(),
    stalePauses(),
  ]);
  const now = new Date().toISOString();
  return [
    ...(pause ? [{ blocks: 'every' as const, message: pause.message, since: pause.since }] : []),
    ...(distrusted === null ? [] : [{ blocks: 'every' as const, message: distrusted, since: now }]),
    ...(compared ? [] : [{ blocks: 'every' as const, message: NOT_COMPARED, since: now }]),
    ...stale,
  ];
}

/** Sources that no longer tell what they run: what they run by now may be anything. */
export async function stalePauses(): Promise<RetentionPause[]> {
  return (await readInUseSources())
    .filter(({ stale }) => stale)
    .map(({ name, staleAt }) => ({
      blocks: 'scheduled',
      message: `${name} has not reported what it runs since ${minute.format(staleAt)} UTC: see to its report, or remove the source.`,
      since: staleAt.toISOString(),
    }));
}

const NOT_COMPARED =
  'Lighter has not yet compared everything with the registry. It does so by itself, and "lighter reconcile" shows how far it is.';

const minute = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
