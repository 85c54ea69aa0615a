import { z } from 'zod';
import { globProblem, MAX_GLOB_LENGTH } from '#lib/oci/glob.ts';
import { MAX_REGEX_LENGTH, tagRegexProblem } from '#lib/oci/tag-regex.ts';
import { byteCount, pageQuery, timestamp } from './common.ts';

// The policy of a project's cleanup, and what it would do. lib/retention/types.ts has the same types for the engine, which
// also counts in milliseconds; a test holds both together.

/** More than anyone writes: an import makes up to six of each of Harbor's fifteen. Each rule is tried on every tag. */
export const MAX_RULES = 100;
export const MAX_PATTERNS = 50;
/** A hundred years: what is meant as "never" should be said by leaving the condition out. */
const MAX_DAYS = 36_500;
const MAX_KEPT = 10_000;
/** A month; whoever wants longer wants a rule. */
const MAX_GRACE_HOURS = 24 * 31;
const MAX_NAME_LENGTH = 100;

const days = z
  .number()
  .int('Whole days.')
  .min(1, 'At least 1 day.')
  .max(MAX_DAYS, `At most ${MAX_DAYS} days.`);

const glob = z
  .string()
  .max(MAX_GLOB_LENGTH, `A pattern has at most ${MAX_GLOB_LENGTH} characters.`)
  .superRefine(refuse(globProblem));

const regex = z
  .string()
  .max(MAX_REGEX_LENGTH, `A regular expression has at most ${MAX_REGEX_LENGTH} characters.`)
  .superRefine(refuse(tagRegexProblem));

const patterns = z.array(glob).max(MAX_PATTERNS, `At most ${MAX_PATTERNS} patterns.`);
const globs = z.strictObject({
  include: patterns.min(1, 'Name at least one pattern; ** stands for everything.'),
  exclude: patterns.default([]),
});

/** Globs, any of which may match, or one regular expression in RE2's syntax over the whole tag. */
export const tagPattern = z.union([globs, z.strictObject({ regex })], {
  error: 'Give either globs ({include, exclude}) or a regular expression ({regex}).',
});

export const groupBy = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('repository') }),
  z.strictObject({ by: z.literal('major') }),
  z.strictObject({ by: z.literal('minor') }),
  z.strictObject({ by: z.literal('regex'), regex }),
]);

const keepNewest = z
  .number()
  .int('A whole number.')
  .min(1, 'At least 1; leave it out to keep none for being new.')
  .max(MAX_KEPT, `At most ${MAX_KEPT}.`)
  .nullable()
  .default(null);

const selection = {
  id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'An id is 1 to 64 letters, digits, dashes and underscores.'),
  name: z.string().max(MAX_NAME_LENGTH, `At most ${MAX_NAME_LENGTH} characters.`).default(''),
  repositories: globs.default({ include: ['**'], exclude: [] }),
  tags: tagPattern.nullable().default(null),
  selects: z.enum(['tagged', 'untagged']).default('tagged'),
  onlyPrereleases: z.boolean().default(false),
  groupBy: groupBy.default({ by: 'repository' }),
  newestBy: z.enum(['push', 'semver', 'pull']).default('push'),
};

export const deleteRule = z.strictObject({
  ...selection,
  action: z.literal('delete'),
  keepNewest,
  olderThanDays: days.nullable().default(null),
  notPulledForDays: days.nullable().default(null),
  totalSizeAboveBytes: byteCount.nullable().default(null),
});

export const keepRule = z.strictObject({
  ...selection,
  action: z.literal('keep'),
  keepNewest,
  pushedWithinDays: days.nullable().default(null),
  pulledWithinDays: days.nullable().default(null),
});

export const rule = z
  .discriminatedUnion('action', [deleteRule, keepRule], { error: 'A rule has action "delete" or "keep".' })
  .superRefine((one, context) => {
    if (one.selects === 'tagged') return;
    const unfit = [
      one.tags !== null && 'tags',
      one.onlyPrereleases && 'onlyPrereleases',
      one.newestBy === 'semver' && 'newestBy',
      one.groupBy.by !== 'repository' && 'groupBy',
    ].filter((field) => field !== false);
    for (const field of unfit)
      context.addIssue({
        code: 'custom',
        path: [field],
        message: 'What has no tag can only be chosen by repository, age, pulls and size.',
      });
  });

/** `PUT …/retention`. Defaults are the careful ones. */
export const retentionPolicy = z.strictObject({
  graceHours: z
    .number()
    .int('Whole hours.')
    .min(1, 'At least 1 hour: a push and what belongs to it take a while.')
    .max(MAX_GRACE_HOURS, `At most ${MAX_GRACE_HOURS} hours.`)
    .default(24),
  usedWithinDays: days.nullable().default(7),
  honourExpiresAfter: z.boolean().default(false),
  replaced: z
    .strictObject({ afterDays: days.default(30), buildCacheDays: days.default(2) })
    .nullable()
    .default({ afterDays: 30, buildCacheDays: 2 }),
  rules: z
    .array(rule)
    .max(MAX_RULES, `At most ${MAX_RULES} rules.`)
    .default([])
    .superRefine((rules, context) => {
      const seen = new Set<string>();
      for (const [i, { id }] of rules.entries()) {
        if (seen.has(id))
          context.addIssue({
            code: 'custom',
            path: [i, 'id'],
            message: `Two rules have the id ${id}: give one another.`,
          });
        seen.add(id);
      }
    }),
});
export type RetentionPolicy = z.infer<typeof retentionPolicy>;
export type RetentionRule = z.infer<typeof rule>;

/** Where an age comes from; see "Ages" in docs/retention.md. */
export const tagAge = z.object({
  source: z.enum(['push', 'semver', 'built', 'unknown']),
  at: timestamp.nullable(),
});

const rank = z.object({
  kind: z.literal('newest'),
  place: z.number().int(),
  newest: z.number().int(),
  by: z.enum(['push', 'semver', 'built', 'unknown', 'pull']),
  group: z.string().nullable(),
});
const unknown = z.object({ kind: z.literal('unknown'), what: z.enum(['age', 'version', 'group', 'pulls']) });
const dated = { at: timestamp, days: z.number().int() };
const sized = { total: byteCount, bytes: byteCount, group: z.string().nullable() };
const pulledWithin = z.object({ kind: z.literal('pulled-within'), ...dated });

const keptBecause = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('selected') }),
  rank,
  z.object({ kind: z.literal('pushed-within'), ...dated }),
  pulledWithin,
  unknown,
]);
const spared = z.discriminatedUnion('kind', [
  rank,
  z.object({ kind: z.literal('younger-than'), ...dated }),
  pulledWithin,
  z.object({ kind: z.literal('size-within'), ...sized }),
  unknown,
]);
const fact = z.discriminatedUnion('kind', [
  rank,
  z.object({ kind: z.literal('older-than'), ...dated, source: tagAge.shape.source }),
  z.object({ kind: z.literal('not-pulled'), since: timestamp, days: z.number().int() }),
  z.object({ kind: z.literal('size-above'), ...sized }),
]);

/** Why a tag or manifest goes or stays, for a program to act on and for a page to make a sentence of. */
export const retentionReason = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('locked'), why: z.string() }),
  z.object({ kind: z.literal('pinned'), digest: z.string() }),
  z.object({ kind: z.literal('in-use'), digest: z.string(), sources: z.array(z.string()) }),
  z.object({ kind: z.literal('grace'), from: z.enum(['push', 'found', 'restore']), until: timestamp }),
  z.object({
    kind: z.literal('used'),
    by: z.enum(['pull', 'head', 'digest']),
    at: timestamp,
    until: timestamp,
  }),
  z.object({
    kind: z.literal('statistics-unknown'),
    since: timestamp.nullable(),
    until: timestamp.nullable(),
  }),
  z.object({ kind: z.literal('keep-rule'), rule: z.string(), because: keptBecause }),
  z.object({ kind: z.literal('index-doubt'), since: timestamp }),
  z.object({ kind: z.literal('rule'), rule: z.string(), facts: z.array(fact) }),
  z.object({ kind: z.literal('expired'), label: z.string(), at: timestamp }),
  z.object({
    kind: z.literal('replaced'),
    at: timestamp,
    usedAt: timestamp.nullable(),
    days: z.number().int(),
    buildCache: z.boolean(),
  }),
  z.object({ kind: z.literal('last-tag'), tags: z.array(z.string()) }),
  z.object({ kind: z.literal('parent'), digest: z.string() }),
  z.object({ kind: z.literal('spared'), rule: z.string(), because: spared }),
  z.object({ kind: z.literal('unmatched') }),
  z.object({ kind: z.literal('left-behind'), at: timestamp, until: timestamp.nullable() }),
  z.object({ kind: z.literal('subject'), digest: z.string() }),
  z.object({ kind: z.literal('subject-unknown'), digest: z.string() }),
  z.object({ kind: z.literal('needed'), digest: z.string() }),
  z.object({ kind: z.literal('error'), message: z.string() }),
]);
export type RetentionReason = z.infer<typeof retentionReason>;

/** `protected`: it stays whatever the rules say; `keep`: nothing wants it gone. */
export const retentionOutcome = z.enum(['delete', 'keep', 'protected']);

const verdict = {
  repository: z.string(),
  digest: z.string(),
  outcome: retentionOutcome,
  reason: retentionReason,
  /** The delete rule that claimed it, also when it stays. */
  rule: z.string().nullable(),
  age: tagAge,
  lastUsedAt: timestamp.nullable(),
  /** Bytes that go when this alone goes. */
  ownBytes: byteCount,
};
export const tagVerdict = z.object({ ...verdict, tag: z.string() });
export type RetentionTagVerdict = z.infer<typeof tagVerdict>;
export const manifestVerdict = z.object({
  ...verdict,
  role: z.enum(['tagged', 'child', 'attached', 'replaced', 'untagged']),
});
export type RetentionManifestVerdict = z.infer<typeof manifestVerdict>;

/** Bytes freed are those that nothing needs any more once the trash is purged, each blob counted once. */
export const retentionTotals = z.object({
  tags: z.number().int(),
  deleted: z.number().int(),
  kept: z.number().int(),
  protected: z.number().int(),
  manifestsDeleted: z.number().int(),
  freedBytes: byteCount,
});

export const retentionBlocker = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('index-doubt'),
    blocks: z.literal('every'),
    cause: z.enum(['rebuilding', 'rebuilt', 'restored', 'changes']),
    since: timestamp,
  }),
  z.object({
    kind: z.literal('in-use-stale'),
    blocks: z.literal('scheduled'),
    source: z.string(),
    since: timestamp,
  }),
]);

export const ruleCount = z.object({
  rule: z.string(),
  claimed: z.number().int(),
  deleted: z.number().int(),
  kept: z.number().int(),
  /** Where it claims nothing: the tag that comes nearest to its patterns. */
  closest: z.object({ repository: z.string(), tag: z.string() }).nullable(),
});

/** What a preview says besides its verdicts, which come in pages. `planId`: names exactly this plan; a run takes it. */
export const retentionPreview = z.object({
  planId: z.string(),
  project: z.string(),
  plannedAt: timestamp,
  blocked: z.array(retentionBlocker),
  totals: retentionTotals,
  repositories: z.array(retentionTotals.extend({ repository: z.string() })),
  rules: z.array(ruleCount),
});
export type RetentionPreview = z.infer<typeof retentionPreview>;

/** Filters of a preview's verdicts; removals first, the largest first. */
export const verdictsQuery = pageQuery.extend({
  outcome: retentionOutcome.optional(),
  repository: z.string().max(255).optional(),
  rule: z.string().max(64).optional(),
  q: z.string().max(128).optional(),
});

function refuse(problemOf: (pattern: string) => string | null) {
  return (pattern: string, context: z.RefinementCtx) => {
    const message = problemOf(pattern);
    if (message !== null) context.addIssue({ code: 'custom', message });
  };
}
