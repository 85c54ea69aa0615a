import { DAY } from './ages.ts';
import { later } from './beneath.ts';
import type { Node } from './graph.ts';
import type { Item } from './items.ts';
import type { Policy, Reason } from './types.ts';

/** The type of BuildKit's cache manifests: of their config, and of the child of an index that is one. */
export const BUILD_CACHE_TYPE = 'application/vnd.buildkit.cacheconfig.v0';

export function isBuildCache({ manifest }: Node): boolean {
  return (
    manifest.artifactType === BUILD_CACHE_TYPE ||
    manifest.children.some(({ mediaType }) => mediaType === BUILD_CACHE_TYPE)
  );
}

/** What becomes of a digest that a moved tag left behind at `replacedAt`, when nothing protects it. */
export function askReplaced(item: Item, replacedAt: number, policy: Policy, now: number): ReplacedAnswer {
  if (policy.replaced === null)
    return { outcome: 'keep', reason: { kind: 'left-behind', at: replacedAt, until: null } };
  const buildCache = isBuildCache(item.node);
  const days = buildCache ? policy.replaced.buildCacheDays : policy.replaced.afterDays;
  if (item.countedSince === null)
    return { outcome: 'protected', reason: { kind: 'statistics-unknown', since: null, until: null } };
  // A pull by digest since then renews it; before counting began there may have been one.
  const from = later(Math.max(replacedAt, item.countedSince), item.use?.at ?? null)!;
  if (!(now - from > days * DAY))
    return { outcome: 'keep', reason: { kind: 'left-behind', at: replacedAt, until: from + days * DAY } };
  const usedAt = item.use && item.use.at > replacedAt ? item.use.at : null;
  return { outcome: 'delete', reason: { kind: 'replaced', at: replacedAt, usedAt, days, buildCache } };
}

export type ReplacedAnswer = { outcome: 'delete' | 'keep' | 'protected'; reason: Reason };
