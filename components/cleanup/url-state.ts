import { retentionOutcome } from '#lib/schemas/retention.ts';
import type { PlanItem, PlanItemSort } from '#lib/schemas/retention-runs.ts';
import { decisionOutcome, planItemSort } from '#lib/schemas/retention-runs.ts';

export type VerdictsFilter = {
  outcome?: PlanItem['outcome'];
  repository?: string;
  rule?: string;
  change?: NonNullable<PlanItem['change']>;
  q?: string;
  sort: PlanItemSort;
};

type Get = (name: string) => string | null;

/** Removals first, the largest first. */
export const DEFAULT_SORT: PlanItemSort = 'default';

/** What an address says about the verdicts of a preview, in the terms of the API; what it can't mean is left out. */
export function verdictsFilter(get: Get): VerdictsFilter {
  const outcome = retentionOutcome.safeParse(get('outcome'));
  const sort = planItemSort.safeParse(get('sort'));
  const change = get('change');
  return {
    ...(outcome.success && { outcome: outcome.data }),
    ...textOf('repository', get('repository'), 255),
    ...textOf('rule', get('rule'), 64),
    ...((change === 'added' || change === 'removed') && { change }),
    ...textOf('q', get('q'), 128),
    sort: sort.success ? sort.data : DEFAULT_SORT,
  };
}

/** Takes away all that hides verdicts. */
export const NO_FILTER = { outcome: null, repository: null, rule: null, change: null, q: null };

export function isFiltered({
  sort: _,
  ...rest
}: VerdictsFilter | (DecisionsFilter & { sort?: undefined })): boolean {
  return Object.keys(rest).length > 0;
}

export type Part = 'rules' | 'preview';

/** Which half of the page a narrow window shows. */
export function partOf(value: string | null): Part {
  return value === 'preview' ? 'preview' : 'rules';
}

export type DecisionsFilter = {
  outcome?: ReturnType<typeof decisionOutcome.parse>;
  repository?: string;
  q?: string;
};

export function decisionsFilter(get: Get): DecisionsFilter {
  const outcome = decisionOutcome.safeParse(get('outcome'));
  return {
    ...(outcome.success && { outcome: outcome.data }),
    ...textOf('repository', get('repository'), 255),
    ...textOf('q', get('q'), 128),
  };
}

function textOf<Name extends string>(
  name: Name,
  value: string | null,
  most: number,
): Partial<Record<Name, string>> {
  return value && value.length <= most ? ({ [name]: value } as Record<Name, string>) : {};
}
