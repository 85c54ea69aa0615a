import type { SortColumn } from '#lib/db/keyset.ts';
import { sortById } from '#lib/db/keyset.ts';
import { readRetentionPlan } from '#lib/db/retention-plans.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { Page } from '#lib/schemas/common.ts';
import { reasonWithTimestamps, timestampOf } from '#lib/retention/timestamps.ts';
import type { PlanItem, PlanItemsQuery } from '#lib/schemas/retention-runs.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { requireProject } from './require-access.ts';
import type { StoredItem } from './retention-plan-items.ts';
import { planExpired, unpackItems } from './retention-plan-items.ts';

/** A plan does not change: its cursors count rows. */
const BY_PLACE: SortColumn = sortById('place');

/**
 * A page of the verdicts of a preview. @throws AppError NOT_FOUND (also for a plan of another project), UNAUTHORIZED, DENIED,
 * REQUEST_INVALID for a cursor of another list
 */
export async function listPlanItems(
  principal: Principal,
  input: PlanItemsQuery & { project: string; plan: string },
): Promise<Page<PlanItem>> {
  const project = await requireProject(principal, input.project, 'retention.manage');
  const plan = await readRetentionPlan(project.id, input.plan);
  if (!plan) throw planExpired();
  const order = `${plan.id} ${input.sort}`;
  const after = decodeCursor(input.cursor, order, BY_PLACE);
  const matching = sorted((await unpackItems(plan.id)).filter(matches(input)), input.sort);
  const from = after ? Number(after.tie) : 0;
  const to = from + input.limit;
  const next = to < matching.length ? { group: 0, value: null, tie: String(to) } : null;
  return {
    items: matching.slice(from, to).map(presentItem),
    nextCursor: encodeCursor(order, next),
    total: matching.length,
  };
}

function presentItem({ reason, age, lastUsedAt, ...item }: StoredItem): PlanItem {
  return {
    ...item,
    reason: reasonWithTimestamps(reason),
    age: { source: age.source, at: age.at === null ? null : timestampOf(age.at) },
    lastUsedAt: lastUsedAt === null ? null : timestampOf(lastUsedAt),
  };
}

function matches({ outcome, repository, rule, change, q }: PlanItemsQuery): (item: StoredItem) => boolean {
  const text = q?.toLowerCase();
  return (item) =>
    (outcome === undefined || item.outcome === outcome) &&
    (repository === undefined || item.repository === repository) &&
    (rule === undefined || item.rule === rule) &&
    (change === undefined || item.change === change) &&
    (text === undefined || `${item.repository}:${item.tag ?? item.digest}`.toLowerCase().includes(text));
}

type Sort = PlanItemsQuery['sort'];

/** The items are in the default order already. */
function sorted(items: StoredItem[], sort: Sort): StoredItem[] {
  if (sort === 'default') return items;
  const descending = sort.startsWith('-');
  const value = VALUES[sort.replace('-', '') as keyof typeof VALUES];
  return items.toSorted((a, b) => compare(value(a), value(b), descending));
}

const VALUES = {
  tag: (item: StoredItem) => `${item.repository} ${item.tag ?? item.digest}`,
  ownBytes: (item: StoredItem) => item.ownBytes,
  age: (item: StoredItem) => item.age.at,
  lastUsedAt: (item: StoredItem) => item.lastUsedAt,
};

type Value = string | number | null;

/** What has no value comes last either way. */
function compare(a: Value, b: Value, descending: boolean): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return (a < b ? -1 : 1) * (descending ? -1 : 1);
}
