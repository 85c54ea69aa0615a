import { z } from 'zod';
import type { Imported, ImportNote } from './imported.ts';
import {
  deleteRuleOf,
  EVERYTHING,
  GENERAL_NOTES,
  keepRuleOf,
  MAX_NUMBER,
  parseDocument,
  policyOf,
  readable,
} from './imported.ts';
import type { DeleteRule, Globs, Policy, Rule } from './types.ts';

/** The text of a lifecycle policy (ECR user guide, "Lifecycle policy properties"). What it has beyond that is left alone. */
const document = z.object({
  rules: z
    .array(
      z.object({
        rulePriority: z.number().int(),
        description: z.string().optional(),
        selection: z.object({
          tagStatus: z.enum(['tagged', 'untagged', 'any']),
          tagPatternList: z.array(z.string()).optional(),
          tagPrefixList: z.array(z.string()).optional(),
          storageClass: z.string().optional(),
          countType: z.string(),
          countUnit: z.string().optional(),
          countNumber: z.number().int().min(1),
        }),
        action: z.object({ type: z.string() }),
      }),
    )
    .min(1, 'It has no rules.')
    .refine(
      (rules) => new Set(rules.map(({ rulePriority }) => rulePriority)).size === rules.length,
      'Two rules have the same rulePriority.',
    ),
});
type EcrRule = z.infer<typeof document>['rules'][number];

/**
 * Reads an ECR lifecycle policy, which is about one repository.
 *
 * There as here, the first rule that selects an image has it, and none after it. Therefore what can't be carried over becomes
 * a rule that keeps what it selected: left out, it would hand its images to the rules after it.
 * @param source the policy, or its JSON
 * @param repository the glob of repositories that it is for, within the project
 * @throws AppError REQUEST_INVALID for what is no such policy
 */
export function importEcr(source: unknown, { repository = '**' }: { repository?: string } = {}): Imported {
  const { rules } = parseDocument(document, source, 'lifecycle policy of ECR');
  const report: ImportNote[] = [...GENERAL_NOTES];
  const repositories: Globs = { include: [repository], exclude: [] };
  const ordered = [...rules].sort((a, b) => a.rulePriority - b.rulePriority);
  const carried = ordered.map((rule) =>
    carry(rule, repositories, (kind, message) =>
      report.push({ kind, rule: rules.indexOf(rule) + 1, message }),
    ),
  );
  return {
    policy: policyOf(
      carried.flatMap((one) => one.rules),
      replacedBy(carried, report),
    ),
    report,
  };
}

type Note = (kind: ImportNote['kind'], message: string) => void;
/** `untaggedDays`: after how many days it deletes what has no tag. */
type Carried = { rules: Rule[]; untaggedDays: number | null };

function carry(rule: EcrRule, repositories: Globs, note: Note): Carried {
  const base = { id: `ecr-${rule.rulePriority}`, name: (rule.description ?? '').slice(0, 100), repositories };
  const { tagStatus } = rule.selection;
  const tags = tagsOf(rule.selection, note);
  const condition = tags.exact ? conditionOf(rule, note) : null;
  const tagged = tagStatus !== 'untagged';
  const untagged = tagStatus !== 'tagged';
  if (tagStatus === 'any' && condition && 'keepNewest' in condition)
    note(
      'differs',
      'It counts images with and without tags together. Here each are counted apart, and so more stay.',
    );
  const made: Rule[] = [];
  if (tagged)
    made.push(
      condition
        ? deleteRuleOf({ ...base, tags: tags.globs, ...condition })
        : keepRuleOf({ ...base, tags: tags.globs }),
    );
  if (untagged) {
    const id = tagged ? `${base.id}-untagged` : base.id;
    made.push(
      condition
        ? deleteRuleOf({ ...base, id, selects: 'untagged', ...condition })
        : keepRuleOf({ ...base, id, selects: 'untagged' }),
    );
  }
  return { rules: made, untaggedDays: untagged ? (condition?.olderThanDays ?? null) : null };
}

/** Null globs: every tag. Not `exact`: they match at least what the rule does. */
function tagsOf(selection: EcrRule['selection'], note: Note): { globs: Globs | null; exact: boolean } {
  if (selection.tagStatus !== 'tagged') return { globs: null, exact: true };
  const patterns = [
    ...(selection.tagPatternList ?? []),
    ...(selection.tagPrefixList ?? []).map((prefix) => `${prefix}*`),
  ];
  const { good, problems } = readable(patterns);
  if (patterns.length === 0) {
    note('lost', 'It is about tagged images but names no tags. Everything tagged is kept.');
    return { globs: EVERYTHING, exact: false };
  }
  if (problems.length > 0) {
    note('lost', `${problems.join(' ')} Everything tagged is kept.`);
    return { globs: EVERYTHING, exact: false };
  }
  if (patterns.length === 1) return { globs: { include: good, exclude: [] }, exact: true };
  note(
    'lost',
    `Its patterns (${patterns.join(', ')}) select only images that have tags for all of them, which is seldom what is meant and can't be said here, where patterns are alternatives. What any of them matches is kept. If you meant any of them, make it a delete rule with these patterns.`,
  );
  return { globs: { include: good, exclude: [] }, exact: false };
}

type Condition = Pick<Partial<DeleteRule>, 'keepNewest' | 'olderThanDays' | 'notPulledForDays'>;

/** What of its selection the rule expires; null: that can't be said here. */
function conditionOf({ selection, action }: EcrRule, note: Note): Condition | null {
  const { countType, countNumber, countUnit, storageClass } = selection;
  if (action.type !== 'expire') {
    note(
      'lost',
      `Its action is ${action.type}, and there is no storage class to move images to. What it selects is kept.`,
    );
    return null;
  }
  if (storageClass !== undefined && storageClass !== 'standard') {
    note(
      'lost',
      `It is about images in the storage class ${storageClass}, which are nowhere here. What it selects is kept.`,
    );
    return null;
  }
  if (countType === 'imageCountMoreThan') {
    if (countNumber <= MAX_NUMBER.count) return { keepNewest: countNumber };
    note('lost', `It keeps the newest ${countNumber}, more than can be said here. What it selects is kept.`);
    return null;
  }
  const condition = AGES[countType]?.(countNumber);
  if (!condition) {
    note('lost', `It counts by ${countType}, which is not known here. What it selects is kept.`);
    return null;
  }
  if (countUnit !== 'days' || countNumber > MAX_NUMBER.days) {
    note(
      'lost',
      `It counts ${countNumber} ${countUnit ?? 'of no unit'}, and here are only days, up to ${MAX_NUMBER.days}. What it selects is kept.`,
    );
    return null;
  }
  if (countType === 'sinceImagePulled')
    note(
      'differs',
      'What was asked for by HEAD counts as pulled, and what may have been pulled before counting began is kept until it is known.',
    );
  return condition;
}

const AGES: Record<string, (days: number) => Condition> = {
  sinceImagePushed: (olderThanDays) => ({ olderThanDays }),
  sinceImagePulled: (notPulledForDays) => ({ notPulledForDays }),
};

/** What a moved tag leaves behind is untagged there, and a class of its own here. */
function replacedBy(carried: readonly Carried[], report: ImportNote[]): Policy['replaced'] {
  const days = carried.flatMap(({ untaggedDays }) => (untaggedDays === null ? [] : [untaggedDays]));
  if (days.length === 0) {
    report.push({
      kind: 'differs',
      rule: null,
      message:
        'Digests that moved tags leave behind stay for ever, as no rule deletes untagged images by age.',
    });
    return null;
  }
  const longest = Math.max(...days);
  report.push({
    kind: 'differs',
    rule: null,
    message: `Digests that moved tags leave behind go ${longest} days after the tag was moved, counted anew from each pull by digest, not from their push, and in every repository of the project.`,
  });
  return { afterDays: longest, buildCacheDays: longest };
}
