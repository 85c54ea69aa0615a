import { ageOf } from './ages.ts';
import type { Beneath, BeneathLookup } from './beneath.ts';
import { later, requireNumbers } from './beneath.ts';
import type { Node } from './graph.ts';
import type { Age, TagSnapshot } from './types.ts';
import type { RankedVersion } from './version.ts';
import { rankedVersion } from './version.ts';

export type Use = { at: number; by: 'pull' | 'head' | 'digest' };

/** What rules choose among: a tag, or a manifest that stands for itself because no tag and no other manifest holds it. */
export type Item = {
  /** Name of the tag, or the digest. */
  name: string;
  /** Null for a manifest. */
  tag: TagSnapshot | null;
  node: Node;
  beneath: Beneath;
  age: Age;
  version: RankedVersion | null;
  /** Its last known use. */
  use: Use | null;
  countedSince: number | null;
};

/** @throws Error when the snapshot contradicts itself about the tag, which then stays */
export function tagItem(tag: TagSnapshot, node: Node | null, lookup: BeneathLookup): Item {
  if (!node) throw new Error('The manifest it points to is not in the index.');
  if (node.isList) throw new Error('It points to the list of what is attached to an image.');
  requireNumbers(
    tag.pushedAt,
    tag.seenAt,
    tag.restoredAt,
    tag.lastPulledAt,
    tag.lastUsedAt,
    tag.countedSince,
  );
  const beneath = lookup.of(node);
  const version = rankedVersion(tag.name);
  return {
    name: tag.name,
    tag,
    node,
    beneath,
    age: ageOf(tag.pushedAt, version !== null, beneath.built),
    version,
    use: lastUse(tag, beneath),
    countedSince: tag.countedSince,
  };
}

/** @throws Error as `tagItem` */
export function manifestItem(node: Node, lookup: BeneathLookup): Item {
  const beneath = lookup.of(node);
  return {
    name: node.manifest.digest,
    tag: null,
    node,
    beneath,
    age: ageOf(node.manifest.pushedAt, false, beneath.built),
    version: null,
    use: lastUse(null, beneath),
    countedSince: node.manifest.countedSince,
  };
}

/** From when its age counts for conditions: restored is as good as pushed, though it keeps its rank. Null: unknown. */
export function ageCountsFrom({ age, tag }: Item): number | null {
  return age.at === null ? null : Math.max(age.at, tag?.restoredAt ?? age.at);
}

/** Whether every use since `from` was counted; a thing can't have been used before it was pushed. */
export function countedFrom(item: Item, from: number): boolean {
  if (item.countedSince === null) return false;
  const pushedAt = item.age.source === 'push' ? item.age.at : null;
  return item.countedSince <= Math.max(from, pushedAt ?? from);
}

/** A pull by tag counts for the manifest as well: only a later one is by digest, or by another tag on it. */
function lastUse(tag: TagSnapshot | null, beneath: Beneath): Use | null {
  const [pulled, used] = [tag?.lastPulledAt ?? null, tag?.lastUsedAt ?? null];
  const at = later(later(pulled, used), beneath.pulledAt);
  if (at === null) return null;
  if (at === pulled) return { at, by: 'pull' };
  return { at, by: at === used ? 'head' : 'digest' };
}
