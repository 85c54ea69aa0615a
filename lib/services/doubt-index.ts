import { countFoundTags, countTags } from '#lib/db/reconcile-queries.ts';
import { hasFullReconcile } from '#lib/db/reconcile-state.ts';
import { pauseCleanup } from './cleanup-pause.ts';

/** More than this at once, in share and in number, is not what people do beside Lighter, but a backup that came back. */
const MAX_CHANGED_SHARE = 0.05;
const MIN_CHANGED = 20;

/**
 * Pauses cleanup when a reconcile tells that the index was not right: it has just been built from what was there already, or much
 * of it was otherwise upstream. When things were pushed and used is not known of those, and what was replaced is a guess.
 * @param changes tags that a reconcile found new, elsewhere or not there
 */
export async function doubtIndex(changes: number): Promise<void> {
  const [tags, found, before] = await Promise.all([countTags(), countFoundTags(), hasFullReconcile()]);
  if (!before) {
    if (found === 0) return;
    return pauseCleanup(
      'rebuilt',
      `Cleanup is paused: the index has just been built from ${found} tags that the registry had already, and nobody knows when they were pushed and used. Look through the projects, then resume.`,
    );
  }
  if (changes < MIN_CHANGED || changes <= MAX_CHANGED_SHARE * tags) return;
  await pauseCleanup(
    'changes',
    `Cleanup is paused: ${changes} of ${tags} tags were not as Lighter knew them, as after a restore of the registry or of the database. Look through the projects, then resume.`,
  );
}
