import type { Item } from './items.ts';
import { countedFrom } from './items.ts';
import type { Age, NewestBy } from './types.ts';

/** A place among others: 1 is the newest. `by`: what it was found by. */
export type Place = { place: number; by: Age['source'] | 'pull' };

/**
 * The places of the items of one group; what has none can't be ranked.
 *
 * By push, what was found upstream and so has no push time takes the place that its version has among all versions, else the
 * place that its image's date has among all dates. What was pushed is compared with pushes alone. By pull, what may have been
 * used before counting began counts as used just then. Every place counts the items that are surely newer, so that places only
 * ever improve when items go, and so that at least N of a group have places up to N.
 */
export function places(items: readonly Item[], by: NewestBy): Map<Item, Place> {
  switch (by) {
    case 'pull':
      return placesByUse(items);
    case 'semver':
      return numbered(items.filter(isVersion).sort(comparing(byVersion)), 'semver');
    case 'push':
      return placesByPush(items);
  }
}

/** In the order of `by`, the newest first, as far as that can be said: what has no date or version is left out. */
export function newestFirst(items: readonly Item[], by: NewestBy): Item[] {
  if (by === 'push') return items.filter(({ age }) => age.at !== null).sort(comparing(byDate));
  if (by === 'semver') return items.filter(isVersion).sort(comparing(byVersion));
  return items.filter((item) => item.use !== null || countedFrom(item, 0)).sort(comparing(byUse));
}

function placesByUse(items: readonly Item[]): Map<Item, Place> {
  const used = items.filter(({ use }) => use !== null).sort(comparing(byUse));
  const never = items.filter((item) => item.use === null && countedFrom(item, 0)).sort(comparing(byUse));
  const found = numbered([...used, ...never], 'pull');
  const times = used.map(({ use }) => use!.at);
  for (const item of items) {
    const until = mayHaveBeenUsedAt(item);
    if (until !== null) found.set(item, { place: 1 + countAbove(times, until), by: 'pull' });
  }
  return found;
}

/** The latest time at which it may have been used unseen, where that is after its last known use; null: no such time. */
function mayHaveBeenUsedAt(item: Item): number | null {
  if (item.countedSince === null) return Infinity;
  if (countedFrom(item, 0) || (item.use !== null && item.use.at >= item.countedSince)) return null;
  return item.countedSince;
}

/** How many of `descending` are greater than `limit`. */
function countAbove(descending: readonly number[], limit: number): number {
  let [low, high] = [0, descending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (descending[middle]! > limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function placesByPush(items: readonly Item[]): Map<Item, Place> {
  const pushed = items.filter(({ age }) => age.source === 'push').sort(comparing(byDate));
  const versions = items.filter(isVersion).sort(comparing(byVersion));
  const dated = items.filter(({ age }) => age.at !== null).sort(comparing(byDate));
  const found = new Map(numbered(pushed, 'push'));
  for (const [item, place] of numbered(versions, 'semver'))
    if (item.age.source === 'semver') found.set(item, place);
  for (const [item, place] of numbered(dated, 'built'))
    if (item.age.source === 'built') found.set(item, place);
  return found;
}

function numbered(items: Item[], by: Place['by']): Map<Item, Place> {
  return new Map(items.map((item, i) => [item, { place: i + 1, by }]));
}

function isVersion({ version }: Item): boolean {
  return version !== null;
}

/** Greater is newer; equal ones are told apart by name, so that the order of the snapshot never decides. */
function comparing(compare: (a: Item, b: Item) => number): (a: Item, b: Item) => number {
  return (a, b) => compare(b, a) || (a.name < b.name ? 1 : a.name > b.name ? -1 : 0);
}

function byDate(a: Item, b: Item): number {
  return (a.age.at ?? -Infinity) - (b.age.at ?? -Infinity) || byVersion(a, b);
}

/** What was never used is the oldest; among those the age decides. */
function byUse(a: Item, b: Item): number {
  const used = (a.use?.at ?? -1) - (b.use?.at ?? -1);
  return used || byDate(a, b);
}

function byVersion(a: Item, b: Item): number {
  const [one, other] = [a.version?.key ?? '', b.version?.key ?? ''];
  return one < other ? -1 : one > other ? 1 : 0;
}
