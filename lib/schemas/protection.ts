import { z } from 'zod';
import { globProblem } from '#lib/oci/glob.ts';
import { TAG } from '#lib/oci/reference.ts';
import { nameInPath } from './path-names.ts';
import { timestamp } from './common.ts';

/** A glob of lib/oci/glob.ts: `*` within a segment, `**` across, `?`, `{a,b}`. */
export const globPattern = z.string().superRefine((pattern, context) => {
  const problem = globProblem(pattern);
  if (problem) context.addIssue({ code: 'custom', message: problem });
});

/** Why a tag may neither move nor go: somebody locked it, or a rule of the project matches it. */
export const protection = z.discriminatedUnion('by', [
  z.object({ by: z.literal('lock'), who: z.string().nullable(), at: timestamp, note: z.string().nullable() }),
  z.object({ by: z.literal('rule'), id: z.number().int(), repositories: z.string(), tags: z.string() }),
]);
export type TagProtection = z.infer<typeof protection>;

/** `repositories` matches whole names or what follows the project's: `team/*` is `acme/team/*` in the project acme. */
export const immutabilityRuleInput = z.strictObject({ repositories: globPattern, tags: globPattern });
export type ImmutabilityRuleInput = z.infer<typeof immutabilityRuleInput>;

export const immutabilityRule = z.object({
  id: z.number().int(),
  repositories: z.string(),
  tags: z.string(),
  createdBy: z.string().nullable(),
  createdAt: timestamp,
});
export type ImmutabilityRuleShown = z.infer<typeof immutabilityRule>;
export const immutabilityRuleList = z.object({ items: z.array(immutabilityRule) });

/** Every push of a tag looks at all rules of its project: more than these are better said with `{a,b}`. */
export const MAX_IMMUTABILITY_RULES = 100;

/** Ids are Postgres's int4. */
const MAX_ID = 2 ** 31 - 1;
export const immutabilityRuleParams = z.object({
  project: nameInPath,
  id: z.coerce.number().int().min(1).max(MAX_ID),
});

const MAX_NOTE_LENGTH = 200;
const note = z
  .string()
  .trim()
  .max(MAX_NOTE_LENGTH, `At most ${MAX_NOTE_LENGTH} characters.`)
  .refine((text) => !/[\p{Cc}]/u.test(text), 'One line, without control characters.');

/** `note` says why, in the refusals too. Left out: a lock that is there keeps its own. */
export const lockInput = z.strictObject({ note: note.optional() });

/** As many as one delete takes. */
const MAX_TAGS = 1000;
const tags = z.array(z.string().regex(TAG, 'That is no tag.')).min(1).max(MAX_TAGS);
export const lockTagsInput = z.strictObject({ tags, note: note.optional() });
export const unlockTagsInput = z.strictObject({ tags });

/** `unchanged`: they were so before. */
export const lockTagsResult = z.object({
  changed: z.array(z.string()),
  unchanged: z.array(z.string()),
  notFound: z.array(z.string()),
});
export type LockTagsResult = z.infer<typeof lockTagsResult>;
