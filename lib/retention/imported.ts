import type { z } from 'zod';
import { AppError } from '../errors/app-error.ts';
import { globProblem } from '../oci/glob.ts';
import type { DeleteRule, Globs, KeepRule, Policy, Rule } from './types.ts';

/** Rules of another registry as a policy of ours, and all that is not the same. */
export type Imported = { policy: Policy; report: ImportNote[] };

/**
 * `lost`: it could not be carried over, and what it was about is kept. `differs`: carried over, and not read in the same way. `rule`: which of
 * theirs, counted from 1 in the order of the document; null: the whole.
 */
export type ImportNote = { kind: 'lost' | 'differs'; rule: number | null; message: string };

/** As lib/schemas/retention.ts allows: what is beyond is taken for "without limit". */
export const MAX_NUMBER = { count: 10_000, days: 36_500 };
export const EVERYTHING: Globs = { include: ['**'], exclude: [] };

/** The policy that an import starts from: the careful defaults, and nothing that no rule of theirs asks for. */
export function policyOf(rules: Rule[], replaced: Policy['replaced']): Policy {
  return { graceHours: 24, usedWithinDays: 7, honourExpiresAfter: false, replaced, rules };
}

/** What every import has to say of ours. */
export const GENERAL_NOTES: ImportNote[] = [
  {
    kind: 'differs',
    rule: null,
    message:
      'Rules here are about tags, each by itself: where an image has several, one may go and the others stay, and counts count tags.',
  },
  {
    kind: 'differs',
    rule: null,
    message:
      'Whatever the rules say, what was pushed within 24 hours, used within 7 days, locked, pinned or reported in use stays, and so does what nobody knows the age of. Change the first two in the policy.',
  },
];

/** A rule that selects all; the rest is for the caller to say. */
export function deleteRuleOf(facts: Partial<DeleteRule> & Pick<DeleteRule, 'id'>): DeleteRule {
  return {
    ...ALL,
    action: 'delete',
    olderThanDays: null,
    notPulledForDays: null,
    totalSizeAboveBytes: null,
    ...facts,
  };
}

export function keepRuleOf(facts: Partial<KeepRule> & Pick<KeepRule, 'id'>): KeepRule {
  return { ...ALL, action: 'keep', pushedWithinDays: null, pulledWithinDays: null, ...facts };
}

const ALL = {
  name: '',
  repositories: EVERYTHING,
  tags: null,
  selects: 'tagged',
  onlyPrereleases: false,
  groupBy: { by: 'repository' },
  newestBy: 'push',
  keepNewest: null,
} as const;

/** The globs that can be read, and what is wrong with the others. */
export function readable(patterns: readonly string[]): { good: string[]; problems: string[] } {
  const good: string[] = [];
  const problems: string[] = [];
  for (const pattern of patterns) {
    const problem = globProblem(pattern);
    if (problem === null) good.push(pattern);
    else problems.push(`The pattern “${pattern}” can't be read: ${problem}`);
  }
  return { good, problems };
}

/**
 * A document as `schema` has it; `what` names it.
 * @throws AppError REQUEST_INVALID saying where it is not one
 */
export function parseDocument<T extends z.ZodType>(schema: T, document: unknown, what: string): z.infer<T> {
  const parsed = schema.safeParse(typeof document === 'string' ? parseJson(document, what) : document);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue!.path.join('.');
  throw new AppError(
    'REQUEST_INVALID',
    `This is no ${what}: ${where === '' ? '' : `${where}: `}${issue!.message}`,
  );
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError('REQUEST_INVALID', `This is no ${what}: it is not JSON.`);
  }
}
