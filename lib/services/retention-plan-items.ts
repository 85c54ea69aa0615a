import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import type { NewDecision } from '#lib/db/retention-decisions.ts';
import { readRetentionPlanItems } from '#lib/db/retention-plans.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { reasonWithTimestamps } from '#lib/retention/timestamps.ts';
import type { ManifestVerdict, Plan, TagVerdict } from '#lib/retention/types.ts';

/** A tag, or a manifest that stands for itself, with what is to become of it; see `planItem` of the schemas. */
export type StoredItem = Omit<TagVerdict, 'tag'> & {
  tag: string | null;
  role: ManifestVerdict['role'] | null;
  change: 'added' | 'removed' | null;
};

/** The verdicts of a plan, removals first and the largest first; against those of `saved`, where there are some. */
export function itemsOf(plan: Plan, saved: Plan | null): StoredItem[] {
  const before = saved && removals(saved);
  const items: StoredItem[] = [
    ...plan.tags.map((verdict) => ({ ...verdict, role: null })),
    ...plan.manifests.filter(standsForItself).map((verdict) => ({ ...verdict, tag: null })),
  ].map((verdict) => ({ ...verdict, change: before && changeOf(verdict, before) }));
  return items.sort(byRemoval);
}

/** What a run deletes, in the order of the items. */
export function removalsOf(items: readonly StoredItem[]): StoredItem[] {
  return items.filter(({ outcome }) => outcome === 'delete');
}

/** As a run keeps it. */
export function decisionOf(item: StoredItem): NewDecision {
  const { repository, tag, role, digest, rule, ownBytes } = item;
  return { repository, tag, role, digest, rule, reason: reasonWithTimestamps(item.reason), bytes: ownBytes };
}

/** All other manifests go or stay with what holds them. */
export function standsForItself({ role }: ManifestVerdict): boolean {
  return role === 'replaced' || role === 'untagged';
}

type Named = { repository: string; tag: string | null; digest: string };

const nameOf = ({ repository, tag, digest }: Named) => `${repository} ${tag ?? digest}`;

function removals(plan: Plan): Set<string> {
  const manifests = plan.manifests.filter(standsForItself).map((one) => ({ ...one, tag: null }));
  return new Set([...plan.tags, ...manifests].filter(({ outcome }) => outcome === 'delete').map(nameOf));
}

function changeOf(verdict: Named & { outcome: string }, before: Set<string>): StoredItem['change'] {
  const was = before.has(nameOf(verdict));
  if ((verdict.outcome === 'delete') === was) return null;
  return was ? 'removed' : 'added';
}

const ORDER = { delete: 0, protected: 1, keep: 2 };

function byRemoval(a: StoredItem, b: StoredItem): number {
  return (
    ORDER[a.outcome] - ORDER[b.outcome] ||
    b.ownBytes - a.ownBytes ||
    compare(a.repository, b.repository) ||
    compare(a.tag ?? a.digest, b.tag ?? b.digest)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const deflate = promisify(gzip);
const inflate = promisify(gunzip);

/** Of a plan of 100,000 tags some megabytes remain; a better level costs more time than it is worth for half an hour. */
export async function packItems(items: readonly StoredItem[]): Promise<Buffer> {
  return deflate(JSON.stringify(items), { level: constants.Z_BEST_SPEED });
}

/** Plans unpacked in this process: whoever scrolls through one asks for it page by page. */
const MAX_UNPACKED = 4;
const unpacked = new Map<string, StoredItem[]>();

/** The items of a stored plan. @throws AppError NOT_FOUND when it has expired */
export async function unpackItems(planId: string): Promise<StoredItem[]> {
  const packed = unpacked.get(planId) ?? (await read(planId));
  unpacked.delete(planId);
  unpacked.set(planId, packed);
  for (const oldest of unpacked.keys()) {
    if (unpacked.size <= MAX_UNPACKED) break;
    unpacked.delete(oldest);
  }
  return packed;
}

async function read(planId: string): Promise<StoredItem[]> {
  const packed = await readRetentionPlanItems(planId);
  if (!packed) throw planExpired();
  return JSON.parse((await inflate(packed)).toString()) as StoredItem[];
}

export function planExpired(): AppError {
  return new AppError('NOT_FOUND', 'There is no such preview, or its time is over. Make a new one.');
}
