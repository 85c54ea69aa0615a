import { plausibleDate } from './ages.ts';
import type { Node } from './graph.ts';
import { reach } from './graph.ts';
import type { ManifestSnapshot } from './types.ts';

/** What is true of a manifest because of all it consists of: an index is used when one of its platforms is. */
export type Beneath = {
  /** A pinned digest. */
  pinned: string | null;
  inUse: { digest: string; sources: string[] } | null;
  /** The last pull of any of them. */
  pulledAt: number | null;
  /** Its own plausible date, or the latest of its parts: indexes have none. */
  built: number | null;
  /** `quay.expires-after`: its own, or the longest of its parts, still unread. */
  expiresAfter: string[];
};

/** Looks at a manifest and everything under it, once each. */
export class BeneathLookup {
  readonly #now: number;
  readonly #known = new Map<Node, Beneath>();

  constructor(now: number) {
    this.#now = now;
  }

  of(node: Node): Beneath {
    let known = this.#known.get(node);
    if (!known) {
      known = gather(node, this.#now);
      this.#known.set(node, known);
    }
    return known;
  }
}

function gather(node: Node, now: number): Beneath {
  const found: Beneath = {
    pinned: null,
    inUse: null,
    pulledAt: null,
    built: plausibleDate(node.manifest.builtAt, now),
    expiresAfter: [],
  };
  if (node.children.length === 0) add(found, node.manifest);
  else for (const { manifest } of reach([node], ({ children }) => children)) add(found, manifest);
  if (node.manifest.expiresAfter !== null) found.expiresAfter = [node.manifest.expiresAfter];
  if (found.built === null && node.children.length > 0)
    for (const { manifest } of reach([node], ({ children }) => children))
      found.built = later(found.built, plausibleDate(manifest.builtAt, now));
  return found;
}

function add(found: Beneath, one: ManifestSnapshot): void {
  requireNumbers(one.pushedAt, one.builtAt, one.lastPulledAt, one.countedSince, one.replacedAt);
  if (one.pinned) found.pinned ??= one.digest;
  if (one.inUse.length > 0) found.inUse ??= { digest: one.digest, sources: [...one.inUse].sort() };
  if (one.expiresAfter !== null) found.expiresAfter.push(one.expiresAfter);
  found.pulledAt = later(found.pulledAt, one.lastPulledAt);
}

/** The later of two times, as far as they are known. */
export function later(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}

/** What is no number would compare as nothing does, and so decide by accident. @throws Error */
export function requireNumbers(...times: (number | null)[]): void {
  for (const time of times)
    if (time !== null && !Number.isFinite(time)) throw new Error('One of its times is not a number.');
}
