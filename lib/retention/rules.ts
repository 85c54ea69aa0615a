import type { Contents } from './contents.ts';
import { reach } from './graph.ts';
import type { Item } from './items.ts';
import type { Place } from './ranking.ts';
import { newestFirst, places } from './ranking.ts';
import type { Compiled } from './selection.ts';
import type { Rule } from './types.ts';

/** An item of a rule, with the group the rule puts it in. */
export type Selected = { item: Item; group: Group };

/** Null: the repository; undefined: it belongs to no group that the rule makes. */
export type Group = string | null | undefined;

/** What a rule knows of an item beside the item itself. */
export type Standing = {
  group: Group;
  place: Place | undefined;
  /** Bytes of it and of all that is newer in its group, each blob counted once. */
  total: number | undefined;
};

/** Which items of a repository are a rule's. */
export type Choices<R extends Rule> = Map<Compiled<R>, Selected[]>;

export function noChoices<R extends Rule>(rules: readonly Compiled<R>[]): Choices<R> {
  return new Map(rules.map((rule) => [rule, []]));
}

/** How the items of a rule stand among each other. */
export function standings(
  rule: Rule,
  selected: readonly Selected[],
  contents: Contents,
): Map<Item, Standing> {
  const found = new Map<Item, Standing>();
  for (const [group, members] of Map.groupBy(selected, (one) => one.group)) {
    const items = members.map(({ item }) => item);
    const ranked = rule.keepNewest === null || group === undefined ? null : places(items, rule.newestBy);
    const totals = !asksSize(rule) || group === undefined ? null : totalsOf(items, rule, contents);
    for (const item of items) found.set(item, { group, place: ranked?.get(item), total: totals?.get(item) });
  }
  return found;
}

function totalsOf(items: Item[], rule: Rule, contents: Contents): Map<Item, number> {
  const totals = new Map<Item, number>();
  const counted = new Set<number>();
  let total = 0;
  for (const item of newestFirst(items, rule.newestBy)) {
    for (const node of reach([item.node], ({ children }) => children))
      for (const id of node.blobs) {
        if (counted.has(id)) continue;
        counted.add(id);
        total += contents.size(id);
      }
    totals.set(item, total);
  }
  return totals;
}

function asksSize(rule: Rule): boolean {
  return rule.action === 'delete' && rule.totalSizeAboveBytes !== null;
}
