import type { RetentionRule } from '#lib/schemas/retention.ts';

export type Condition =
  | 'olderThanDays'
  | 'notPulledForDays'
  | 'totalSizeAboveBytes'
  | 'keepNewest'
  | 'pushedWithinDays'
  | 'pulledWithinDays';

/** In the order in which a sentence says them. */
const CONDITIONS: Record<RetentionRule['action'], readonly Condition[]> = {
  delete: ['olderThanDays', 'notPulledForDays', 'totalSizeAboveBytes', 'keepNewest'],
  keep: ['keepNewest', 'pushedWithinDays', 'pulledWithinDays'],
};

/** What a condition says when it is added. */
export const FIRST_VALUE: Record<Condition, number> = {
  olderThanDays: 30,
  notPulledForDays: 30,
  totalSizeAboveBytes: 10 * 1024 ** 3,
  keepNewest: 10,
  pushedWithinDays: 30,
  pulledWithinDays: 30,
};

export function valueOf(rule: RetentionRule, condition: Condition): number | null {
  return (rule as Partial<Record<Condition, number | null>>)[condition] ?? null;
}

/** `value` null takes the condition away. */
export function withValue(rule: RetentionRule, condition: Condition, value: number | null): RetentionRule {
  return { ...rule, [condition]: value };
}

export function conditionsOf(rule: RetentionRule): Condition[] {
  return CONDITIONS[rule.action].filter((condition) => valueOf(rule, condition) !== null);
}

export function conditionsLeft(rule: RetentionRule): Condition[] {
  return CONDITIONS[rule.action].filter((condition) => valueOf(rule, condition) === null);
}

/** Lines of a text field as patterns, and back. */
export function patternsOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

export function linesOf(patterns: readonly string[]): string {
  return patterns.join('\n');
}

/** True for globs that leave nothing out. */
export function isEverything({ include, exclude }: { include: string[]; exclude: string[] }): boolean {
  return include.includes('**') && exclude.length === 0;
}
