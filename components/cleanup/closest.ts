import { compileGlob, globProblem } from '#lib/oci/glob.ts';
import type { RetentionRule } from '#lib/schemas/retention.ts';

const SEPARATORS = { _: 'underscore', '-': 'dash', '.': 'dot' } as const;
type Separator = keyof typeof SEPARATORS;

export type Difference = (typeof SEPARATORS)[Separator] | 'capitals';

/** What keeps a tag from matching the patterns of a rule, where it is a single thing that is easily overlooked; else null. */
export function differenceOf(tag: string, tags: RetentionRule['tags']): Difference | null {
  if (!tags || !('include' in tags)) return null;
  const matchers = tags.include.filter((pattern) => globProblem(pattern) === null).map(compileGlob);
  const matches = (text: string) => matchers.some((match) => match(text));
  const separators = Object.keys(SEPARATORS) as Separator[];
  const written = separators.find(
    (one) => tag.includes(one) && separators.some((other) => matches(tag.replaceAll(one, other))),
  );
  if (written) return SEPARATORS[written];
  return matches(tag.toLowerCase()) ? 'capitals' : null;
}
