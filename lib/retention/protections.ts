import { DAY, HOUR } from './ages.ts';
import { unknownUses } from './conditions.ts';
import type { Item } from './items.ts';
import { countedFrom } from './items.ts';
import type { Policy, ProtectedReason } from './types.ts';

/**
 * What protects an item whatever the rules say, the strongest first; null: nothing. Of everything it consists of, what is
 * pinned, in use or pulled counts for it: a cluster may report the platform's digest and not the index.
 */
export function protection(item: Item, policy: Policy, now: number): ProtectedReason | null {
  return (
    fixed(item) ??
    grace(item, policy.graceHours * HOUR, now) ??
    (policy.usedWithinDays === null ? null : used(item, policy.usedWithinDays, now))
  );
}

/** Of these, what someone said of this very thing. */
export function fixed({ tag, beneath }: Item): ProtectedReason | null {
  if (tag && tag.locked !== null) return { kind: 'locked', why: tag.locked };
  if (beneath.pinned !== null) return { kind: 'pinned', digest: beneath.pinned };
  return beneath.inUse === null ? null : { kind: 'in-use', ...beneath.inUse };
}

/** What was used within so many days, or may have been. */
export function used(item: Item, days: number, now: number): ProtectedReason | null {
  const window = days * DAY;
  if (item.use && !(now - item.use.at >= window))
    return { kind: 'used', ...item.use, until: item.use.at + window };
  return countedFrom(item, now - window) ? null : unknownUses(item, days);
}

/** Pushed, found or restored just now: what belongs to it may still be on its way. */
function grace(item: Item, hours: number, now: number): ProtectedReason | null {
  const { tag, node } = item;
  const starts: [from: 'push' | 'found' | 'restore', at: number | null | undefined][] = [
    ['push', tag ? tag.pushedAt : node.manifest.pushedAt],
    ['found', tag?.seenAt],
    ['restore', tag?.restoredAt],
  ];
  for (const [from, at] of starts)
    if (at !== null && at !== undefined && !(now - at >= hours))
      return { kind: 'grace', from, until: at + hours };
  return null;
}
