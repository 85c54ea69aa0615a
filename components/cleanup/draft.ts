import type { RetentionPolicy, RetentionRule } from '#lib/schemas/retention.ts';

type DeleteRule = Extract<RetentionRule, { action: 'delete' }>;
export type KeepRule = Extract<RetentionRule, { action: 'keep' }>;

/** Rules to begin with. */
export const STARTERS = ['pullRequests', 'nightly', 'releases'] as const;
export type Starter = (typeof STARTERS)[number];

const SELECTION = {
  name: '',
  repositories: { include: ['**'], exclude: [] },
  tags: null,
  selects: 'tagged',
  onlyPrereleases: false,
  groupBy: { by: 'repository' },
  newestBy: 'push',
  keepNewest: null,
} as const satisfies Partial<DeleteRule>;

const DELETE: Omit<DeleteRule, 'id'> = {
  ...SELECTION,
  repositories: { include: ['**'], exclude: [] },
  action: 'delete',
  olderThanDays: null,
  notPulledForDays: null,
  totalSizeAboveBytes: null,
};

const KEEP: Omit<KeepRule, 'id'> = {
  ...SELECTION,
  repositories: { include: ['**'], exclude: [] },
  action: 'keep',
  pushedWithinDays: null,
  pulledWithinDays: null,
};

/** A rule that takes little at first: whoever wants more says so. */
export function newRule(policy: RetentionPolicy): DeleteRule {
  return { ...DELETE, id: freeId(policy), olderThanDays: 90, keepNewest: 10 };
}

export function starterRule(starter: Starter, policy: RetentionPolicy, name: string): RetentionRule {
  const named = { id: freeId(policy), name };
  switch (starter) {
    case 'pullRequests':
      return {
        ...DELETE,
        ...named,
        tags: { include: ['pr-*'], exclude: [] },
        olderThanDays: 14,
        keepNewest: 3,
      };
    case 'nightly':
      return { ...DELETE, ...named, tags: { include: ['nightly*'], exclude: [] }, keepNewest: 14 };
    case 'releases':
      return { ...KEEP, ...named, tags: { regex: 'v?[0-9]+\\.[0-9]+\\.[0-9]+' }, newestBy: 'semver' };
  }
}

export function withRule(policy: RetentionPolicy, rule: RetentionRule): RetentionPolicy {
  return { ...policy, rules: [...policy.rules, rule] };
}

/** The same with a rule in place of the one with its id. */
export function withChanged(policy: RetentionPolicy, rule: RetentionRule): RetentionPolicy {
  return { ...policy, rules: policy.rules.map((other) => (other.id === rule.id ? rule : other)) };
}

export function withoutRule(policy: RetentionPolicy, id: string): RetentionPolicy {
  return { ...policy, rules: policy.rules.filter((rule) => rule.id !== id) };
}

/** The same policy where there is no way to go. */
export function withMoved(policy: RetentionPolicy, id: string, step: -1 | 1): RetentionPolicy {
  const from = policy.rules.findIndex((rule) => rule.id === id);
  const to = from + step;
  if (from === -1 || to < 0 || to >= policy.rules.length) return policy;
  const rules = policy.rules.toSpliced(from, 1).toSpliced(to, 0, policy.rules[from]!);
  return { ...policy, rules };
}

/** A copy right after the rule. */
export function withCopy(policy: RetentionPolicy, rule: RetentionRule): RetentionPolicy {
  const at = policy.rules.findIndex(({ id }) => id === rule.id);
  return { ...policy, rules: policy.rules.toSpliced(at + 1, 0, { ...rule, id: freeId(policy) }) };
}

/** The same selection with the other outcome; conditions that the other has no word for go. */
export function withAction(rule: RetentionRule, action: RetentionRule['action']): RetentionRule {
  if (rule.action === action) return rule;
  const { id, name, repositories, tags, selects, onlyPrereleases, groupBy, newestBy, keepNewest } = rule;
  const same = { id, name, repositories, tags, selects, onlyPrereleases, groupBy, newestBy, keepNewest };
  return action === 'delete' ? { ...DELETE, ...same } : { ...KEEP, ...same };
}

/** Chooses tags or images without any; of those, nothing can be asked that only a tag has. */
export function withSelects<Rule extends RetentionRule>(rule: Rule, selects: RetentionRule['selects']): Rule {
  if (selects === 'tagged') return { ...rule, selects };
  return {
    ...rule,
    selects,
    tags: null,
    onlyPrereleases: false,
    groupBy: { by: 'repository' },
    newestBy: rule.newestBy === 'semver' ? 'push' : rule.newestBy,
  };
}

/** Whether tags can be excepted from a rule by pattern; a regular expression has no place for it. */
export function canExclude(rule: RetentionRule): boolean {
  return rule.selects === 'tagged' && (rule.tags === null || 'include' in rule.tags);
}

/** The policy whose rules `ids` leave alone what a pattern matches. */
export function withExcluded(
  policy: RetentionPolicy,
  ids: ReadonlySet<string>,
  pattern: string,
): RetentionPolicy {
  const rules = policy.rules.map((rule) =>
    ids.has(rule.id) && canExclude(rule) ? { ...rule, tags: excepting(rule.tags, pattern) } : rule,
  );
  return { ...policy, rules };
}

function excepting(tags: RetentionRule['tags'], pattern: string): RetentionRule['tags'] {
  const { include, exclude } = tags && 'include' in tags ? tags : { include: ['**'], exclude: [] };
  return { include, exclude: exclude.includes(pattern) ? exclude : [...exclude, pattern] };
}

/** A glob that matches all of the tags, as narrow as can be said in a word: the one tag, or what all begin with. */
export function commonPattern(tags: readonly string[]): string {
  const [first = '', ...rest] = tags;
  if (rest.length === 0) return first;
  let length = first.length;
  for (const tag of rest) while (!tag.startsWith(first.slice(0, length))) length--;
  // All of them by name say less than they need room for; and "*" would say too much.
  return length > 0 ? `${first.slice(0, length)}*` : `{${tags.join(',')}}`;
}

/** `r1`, `r2`, … the first that is free after all that are there. */
function freeId({ rules }: RetentionPolicy): string {
  const taken = new Set(rules.map(({ id }) => id));
  let number = rules.length + 1;
  while (taken.has(`r${number}`)) number++;
  return `r${number}`;
}
