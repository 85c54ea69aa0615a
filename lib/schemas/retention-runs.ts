import { z } from 'zod';
import { abilities, pageOf, pageQuery, timestamp } from './common.ts';
import {
  manifestVerdict,
  retentionPolicy,
  retentionPreview,
  retentionTotals,
  tagVerdict,
  verdictsQuery,
} from './retention.ts';
import { cronExpression, timeZone } from './schedule.ts';

// What is saved of a project's cleanup, what a preview shows, and the runs. The policy itself: retention.ts.

const percent = z.int().min(1, 'At least 1 %.').max(100, 'At most 100 %.');

/** A run that would delete more of a repository's tags than this, or all of them, waits until somebody confirms. */
export const DEFAULT_GUARD_PERCENT = 50;

const version = z.int().min(0);

/**
 * `PUT …/retention`. `version`: the one that the change was made from, 0 where nothing is saved yet; another has been saved
 * meanwhile: 409. What is saved anew observes; `state: active` keeps an active one active.
 */
export const putRetentionInput = z.strictObject({
  version,
  policy: retentionPolicy,
  state: z.enum(['observing', 'active']).default('observing'),
  schedule: cronExpression.nullable().default(null),
  timeZone: timeZone.default('UTC'),
  onPush: z.boolean().default(false),
  guardPercent: percent.default(DEFAULT_GUARD_PERCENT),
});
export type PutRetentionInput = z.output<typeof putRetentionInput>;

export const retentionVersionInput = z.strictObject({ version });
export const retentionVersionQuery = z.object({ version: z.coerce.number().int().min(1) });

/** Why no run begins (`every`), or none by itself (`scheduled`), as a sentence for people. */
export const retentionPause = z.object({
  blocks: z.enum(['every', 'scheduled']),
  message: z.string(),
  since: timestamp,
});

export const runStatus = z.enum(['queued', 'running', 'guarded', 'blocked', 'done', 'stopped', 'failed']);
export type RunStatus = z.infer<typeof runStatus>;

/** A repository that a run would empty, or nearly; `deleted` of its `tags`. */
export const guardedRepository = z.object({
  repository: z.string(),
  tags: z.number().int(),
  deleted: z.number().int(),
  percent: z.number(),
});

export const retentionRun = z.object({
  id: z.string(),
  trigger: z.enum(['manual', 'schedule', 'push']),
  status: runStatus,
  /** It records what would go, and deletes nothing. */
  observing: z.boolean(),
  /** Of the saved policy; null: a draft. */
  policyVersion: z.number().int().nullable(),
  actor: z.string().nullable(),
  createdAt: timestamp,
  startedAt: timestamp.nullable(),
  endedAt: timestamp.nullable(),
  stopAsked: z.boolean(),
  /** Why it ended as it did, and what to do; null when that is plain. */
  message: z.string().nullable(),
  /** Of the plan; null until it is made. */
  totals: retentionTotals.nullable(),
  /** Decisions by what has become of them: tags and manifests. `planned`: not yet done, or only observed. */
  progress: z.object({ planned: z.number().int(), deleted: z.number().int(), kept: z.number().int() }),
});
export type RetentionRun = z.infer<typeof retentionRun>;
export const retentionRunPage = pageOf(retentionRun);

export const retentionRunDetail = retentionRun.extend({
  policy: retentionPolicy,
  guardPercent: z.number().int(),
  /** Repositories that wait for somebody to confirm. */
  guarded: z.array(guardedRepository),
  confirmed: z.array(z.string()),
});
export type RetentionRunDetail = z.infer<typeof retentionRunDetail>;

/** `version` 0: nothing is saved, and `policy` is an empty one to begin with. Abilities: manage. */
export const savedRetention = z.object({
  version,
  state: z.enum(['observing', 'active']),
  policy: retentionPolicy,
  schedule: z.string().nullable(),
  timeZone: z.string(),
  onPush: z.boolean(),
  guardPercent: z.number().int(),
  updatedAt: timestamp.nullable(),
  updatedBy: z.string().nullable(),
  pauses: z.array(retentionPause),
  /** The one that is queued or running. */
  activeRun: retentionRun.nullable(),
  /** The last that ended. */
  lastRun: retentionRun.nullable(),
  abilities,
});
export type SavedRetention = z.infer<typeof savedRetention>;

/** `POST …/retention/preview`: of a draft, or (without one) of the saved policy. */
export const previewInput = z.strictObject({
  policy: retentionPolicy.optional(),
  guardPercent: percent.optional(),
});
export type PreviewInput = z.output<typeof previewInput>;

export const previewResult = retentionPreview.extend({
  /** Until then the verdicts can be read and the plan can be run. */
  expiresAt: timestamp,
  /** Verdicts in all, of tags and of manifests that count for themselves. */
  verdicts: z.number().int(),
  /** Tags that the draft deletes and the saved policy does not, and the other way round; null: nothing is saved. */
  difference: z.object({ added: z.number().int(), removed: z.number().int() }).nullable(),
  /** Repositories that the run asks to confirm by name. */
  guarded: z.array(guardedRepository),
});
export type PreviewResult = z.infer<typeof previewResult>;

/** A tag, or (`tag` null, with its `role`) a manifest without one. `change`: against the saved policy. */
export const planItem = tagVerdict.extend({
  tag: z.string().nullable(),
  role: manifestVerdict.shape.role.nullable(),
  change: z.enum(['added', 'removed']).nullable(),
});
export type PlanItem = z.infer<typeof planItem>;
export const planItemPage = pageOf(planItem);

export const planItemSort = z.enum([
  'default',
  'tag',
  '-tag',
  'ownBytes',
  '-ownBytes',
  'age',
  '-age',
  'lastUsedAt',
  '-lastUsedAt',
]);
export type PlanItemSort = z.infer<typeof planItemSort>;

/** `default`: removals first, the largest first. */
export const planItemsQuery = verdictsQuery.extend({
  change: z.enum(['added', 'removed']).optional(),
  sort: planItemSort.default('default'),
});
export type PlanItemsQuery = z.output<typeof planItemsQuery>;

/** As many as a project can have repositories at risk and somebody would type. */
const MAX_CONFIRMED = 1000;
const confirmed = z.array(z.string().max(255)).max(MAX_CONFIRMED);

/**
 * `POST …/retention/runs`: deletes what the plan of a preview says, or (without one) what the saved policy says now.
 * `confirm`: names of the repositories that the guard may let through. `observe`: record only.
 */
export const startRunInput = z.strictObject({
  planId: z.uuid().optional(),
  confirm: confirmed.default([]),
  observe: z.boolean().default(false),
});
export type StartRunInput = z.output<typeof startRunInput>;

export const confirmRunInput = z.strictObject({ repositories: confirmed.min(1) });

export const decisionOutcome = z.enum(['planned', 'deleted', 'kept']);
export const retentionDecision = z.object({
  repository: z.string(),
  tag: z.string().nullable(),
  role: z.string().nullable(),
  digest: z.string(),
  rule: z.string().nullable(),
  reason: tagVerdict.shape.reason,
  bytes: tagVerdict.shape.ownBytes,
  outcome: decisionOutcome,
  /** Why it was kept after all. */
  note: z.string().nullable(),
  decidedAt: timestamp.nullable(),
});
export type RetentionDecision = z.infer<typeof retentionDecision>;
export const retentionDecisionPage = pageOf(retentionDecision);
export const decisionsQuery = pageQuery.extend({
  outcome: decisionOutcome.optional(),
  repository: z.string().max(255).optional(),
  q: z.string().max(128).optional(),
});
export type DecisionsQuery = z.output<typeof decisionsQuery>;

/** `POST …/retention/import`: rules of Harbor or Amazon ECR, as their APIs give them. */
export const importInput = z.strictObject({ format: z.enum(['harbor', 'ecr']), rules: z.unknown() });
export type ImportInput = z.output<typeof importInput>;

/** `lost`: not carried over, and what it was about stays. `differs`: carried over, and read in another way. `rule`: from 1; null: the whole. */
export const importResult = z.object({
  policy: retentionPolicy,
  report: z.array(
    z.object({
      kind: z.enum(['lost', 'differs']),
      rule: z.number().int().nullable(),
      message: z.string(),
    }),
  ),
});
export type ImportResult = z.output<typeof importResult>;

/** What pauses cleanup everywhere; null: nothing does. */
export const cleanupState = z.object({
  paused: z
    .object({
      cause: z.enum(['rebuilt', 'restored', 'changes']),
      message: z.string(),
      since: timestamp,
    })
    .nullable(),
});
export type CleanupState = z.infer<typeof cleanupState>;
