import type { Guarded } from '#lib/retention/guard.ts';

/** Says of repositories that a run would empty, or nearly, what would happen and what to do. */
export function guardSentence(guarded: readonly Guarded[]): string {
  const [first] = guarded;
  if (!first) return '';
  const { repository, tags, deleted, percent } = first;
  const more = guarded.length > 1 ? `, and much of ${guarded.length - 1} more` : '';
  return `This would delete ${Math.floor(percent)} % of the tags of ${repository} (${deleted} of ${tags})${more}. Nothing was deleted: confirm it by name, or change the rules.`;
}
