import { z } from 'zod';
import { AppError } from '../errors/app-error.ts';
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
import type { Globs, KeepRule, Rule } from './types.ts';

const selector = z.object({
  kind: z.string(),
  decoration: z.string(),
  pattern: z.string(),
  extras: z.string().nullish(),
});
type Selector = z.infer<typeof selector>;

/** The answer of `GET /api/v2.0/retentions/{id}`, as far as it says what is kept. */
const document = z.object({
  algorithm: z.string(),
  rules: z
    .array(
      z.object({
        disabled: z.boolean().nullish(),
        action: z.string(),
        template: z.string(),
        params: z.record(z.string(), z.unknown()).nullish(),
        tag_selectors: z.array(selector).nullish(),
        scope_selectors: z.record(z.string(), z.array(selector)).nullish(),
      }),
    )
    .nullable(),
  trigger: z
    .object({ kind: z.string().nullish(), settings: z.record(z.string(), z.unknown()).nullish() })
    .nullish(),
});
type HarborRule = NonNullable<z.infer<typeof document>['rules']>[number];

/**
 * Reads a tag retention policy of Harbor.
 *
 * Its rules say what is kept, any of them is enough, and in the repositories they name everything else is deleted. So each becomes
 * a keep rule, and delete rules for those repositories close the policy. A rule that can't be carried over exactly keeps more, never less.
 * @param source the policy, or its JSON
 * @throws AppError REQUEST_INVALID for what is no such policy
 */
export function importHarbor(source: unknown): Imported {
  const { algorithm, rules, trigger } = parseDocument(document, source, 'retention policy of Harbor');
  if (algorithm !== 'or')
    throw new AppError(
      'REQUEST_INVALID',
      `This is no retention policy of Harbor that can be read: its algorithm is ${algorithm}, and only “or” is known.`,
    );
  const report: ImportNote[] = [...GENERAL_NOTES];
  const carried = (rules ?? []).flatMap((rule, i) => {
    const note: Note = (kind, message) => report.push({ kind, rule: i + 1, message });
    if (rule.disabled !== true) return [carry(rule, `harbor-${i + 1}`, note)];
    note('lost', 'It is disabled, and was left out.');
    return [];
  });
  const closing = closingRules(carried.flatMap(({ closes }) => closes ?? []));
  if (closing.length > 0) report.push(...CLOSING_NOTES);
  const cron = trigger?.settings?.['cron'];
  if (typeof cron === 'string' && cron !== '')
    report.push({
      kind: 'lost',
      rule: null,
      message: `Its schedule (${cron}, in UTC, with seconds first) is not part of the policy. Set it anew once you have seen what a run would do.`,
    });
  return { policy: policyOf([...carried.flatMap((one) => one.rules), ...closing], null), report };
}

type Note = (kind: ImportNote['kind'], message: string) => void;
/** `closes`: the repositories in which what no rule keeps goes; null: which those are can't be said, and so nothing goes. */
type Carried = { rules: KeepRule[]; closes: Globs | null };

const CLOSING_NOTES: ImportNote[] = [
  {
    kind: 'differs',
    rule: null,
    message:
      'In the repositories its rules name, Harbor deletes everything that none of them keeps. Here what no rule names stays, so delete rules were added at the end that do the same. Remove them, and nothing is deleted.',
  },
  {
    kind: 'differs',
    rule: null,
    message:
      'Digests that moved tags leave behind stay for ever, which Harbor treats as untagged. Say in the policy after how many days they go.',
  },
];

/** Everything in those repositories, with and without tags. */
function closingRules(scopes: readonly Globs[]): Rule[] {
  const distinct = [...new Map(scopes.map((scope) => [JSON.stringify(scope), scope])).values()];
  return distinct.flatMap((repositories, i) => {
    const id = `harbor-rest-${i + 1}`;
    const name = 'What no rule of Harbor keeps';
    return [
      deleteRuleOf({ id, name, repositories }),
      deleteRuleOf({
        id: `${id}-untagged`,
        name: `${name}, without a tag`,
        repositories,
        selects: 'untagged',
      }),
    ];
  });
}

function carry(rule: HarborRule, id: string, note: Note): Carried {
  const scope = scopeOf(rule, note);
  const tags = tagsOf(rule.tag_selectors ?? [], note);
  const conditions = tags.exact ? conditionsOf(rule, note) : UNCONDITIONALLY;
  if (tags.untagged && conditions.some(({ keepNewest }) => keepNewest !== undefined))
    note(
      'differs',
      'It counts images with and without tags together. Here each are counted apart, and so more stay.',
    );
  const rules = conditions.flatMap((condition, i) => {
    const base = { ...condition, id: i === 0 ? id : `${id}-${i + 1}`, repositories: scope.globs };
    const kept = [keepRuleOf({ ...base, tags: tags.globs })];
    if (tags.untagged) kept.push(keepRuleOf({ ...base, id: `${base.id}-untagged`, selects: 'untagged' }));
    return kept;
  });
  return { rules, closes: scope.exact ? scope.globs : null };
}

/** Not `exact`: they match at least what the selectors do. */
type Matched = { globs: Globs; exact: boolean };

function scopeOf({ scope_selectors }: HarborRule, note: Note): Matched {
  const selectors = Object.values(scope_selectors ?? {}).flat();
  const matched = globsOf(selectors, { matches: 'repoMatches', excludes: 'repoExcludes' });
  if (typeof matched !== 'string') return { globs: matched, exact: true };
  note(
    'lost',
    `${matched} What it keeps is kept in every repository, and it brings no repository in which the rest is deleted.`,
  );
  return { globs: EVERYTHING, exact: false };
}

function tagsOf(selectors: readonly Selector[], note: Note): Matched & { untagged: boolean } {
  const matched = globsOf(selectors, { matches: 'matches', excludes: 'excludes' });
  if (typeof matched !== 'string')
    return { globs: matched, exact: true, untagged: selectors.every(selectsUntagged) };
  note('lost', `${matched} Everything is kept in the repositories it names.`);
  return { globs: EVERYTHING, exact: false, untagged: true };
}

/** One glob that matches and any number that do not, as all of them must; else why that is not what they say. */
function globsOf(
  selectors: readonly Selector[],
  names: { matches: string; excludes: string },
): Globs | string {
  const stranger = selectors.find(
    ({ kind, decoration }) => kind !== 'doublestar' || !Object.values(names).includes(decoration),
  );
  if (stranger) return `Its selector ${stranger.kind} ${stranger.decoration} is not known.`;
  // An empty pattern matches everything there.
  const { good, problems } = readable(selectors.map(({ pattern }) => (pattern === '' ? '**' : pattern)));
  if (problems.length > 0) return problems.join(' ');
  const [include, exclude] = [names.matches, names.excludes].map((name) =>
    good.filter((_, i) => selectors[i]!.decoration === name),
  );
  if (include!.length > 1) return `It must match several patterns at once (${include!.join(', ')}).`;
  return { include: include!.length === 0 ? EVERYTHING.include : include!, exclude: exclude! };
}

/** Whether it selects images without tags: its extras are a JSON text, read as the program that wrote it does. */
function selectsUntagged({ decoration, extras }: Selector): boolean {
  const excludes = decoration === 'excludes';
  const stated = statedUntagged(extras ?? '') ?? !excludes;
  return excludes ? !stated : stated;
}

/** Null: nothing is said. */
function statedUntagged(extras: string): boolean | null {
  try {
    return (JSON.parse(extras) as { untagged?: unknown } | null)?.untagged === true;
  } catch {
    return null;
  }
}

type Condition = Pick<Partial<KeepRule>, 'keepNewest' | 'newestBy' | 'pushedWithinDays' | 'pulledWithinDays'>;

/** Without a condition a keep rule keeps all it selects. */
const UNCONDITIONALLY: Condition[] = [{}];

/** Any of them keeps; none: it keeps nothing. */
function conditionsOf(rule: HarborRule, note: Note): Condition[] {
  if (rule.action !== 'retain') {
    note(
      'lost',
      `Its action is ${rule.action}, and not to retain. What it selects is kept. If tags must not change, make an immutability rule of it.`,
    );
    return UNCONDITIONALLY;
  }
  if (rule.template === 'always') return UNCONDITIONALLY;
  if (rule.template === 'nothing') return [];
  const template = TEMPLATES[rule.template];
  if (!template) {
    note('lost', `Its template ${rule.template} is not known. What it selects is kept.`);
    return UNCONDITIONALLY;
  }
  const number = Number(rule.params?.[rule.template]);
  if (!Number.isInteger(number) || number < 1 || number > MAX_NUMBER[template.unit]) {
    note(
      'lost',
      `Its number (${JSON.stringify(rule.params?.[rule.template] ?? null)}) is none from 1 to ${MAX_NUMBER[template.unit]}. What it selects is kept.`,
    );
    return UNCONDITIONALLY;
  }
  if (template.differs) note('differs', template.differs);
  return template.conditions(number);
}

const PULLS_DIFFER =
  'What was asked for by HEAD counts as pulled, and what may have been pulled before counting began is kept.';

const TEMPLATES: Record<
  string,
  { unit: keyof typeof MAX_NUMBER; conditions: (number: number) => Condition[]; differs?: string }
> = {
  latestPushedK: { unit: 'count', conditions: (keepNewest) => [{ keepNewest, newestBy: 'push' }] },
  latestPulledN: {
    unit: 'count',
    conditions: (keepNewest) => [{ keepNewest, newestBy: 'pull' }],
    differs: PULLS_DIFFER,
  },
  latestActiveK: {
    unit: 'count',
    conditions: (keepNewest) => [
      { keepNewest, newestBy: 'push' },
      { keepNewest, newestBy: 'pull' },
    ],
    differs:
      'It keeps the newest by push or pull together. Here the newest by push and the newest by pull are kept, which may be more.',
  },
  nDaysSinceLastPush: { unit: 'days', conditions: (pushedWithinDays) => [{ pushedWithinDays }] },
  nDaysSinceLastPull: {
    unit: 'days',
    conditions: (pulledWithinDays) => [{ pulledWithinDays }],
    differs: PULLS_DIFFER,
  },
  lastXDays: {
    unit: 'days',
    conditions: (days) => [{ pushedWithinDays: days, pulledWithinDays: days }],
    differs: PULLS_DIFFER,
  },
};
