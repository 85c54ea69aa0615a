import { lastUse, type ModelRepository, type TagFact, type ThingFact } from './cleanup-model.ts';
import type { PlainPolicy, PlainRule } from './cleanup-policies.ts';
import { descend } from './cleanup-things.ts';

/** What must become of something in a cleanup. `either`: it depends on what else comes first. */
export type Fate = 'live' | 'gone' | 'either';

export type Moment = {
  day: number;
  policy: PlainPolicy;
  /** Digests that a cluster says it runs. */
  inUse: ReadonlySet<string>;
};

/** As `fateOfTag`, of the tag as it was before it moved, among what is there now. */
export function fateOfTagAs(repository: ModelRepository, name: string, was: TagFact, moment: Moment): Fate {
  const is = repository.tags.get(name);
  repository.tags.set(name, was);
  try {
    return fateOfTag(repository, name, moment);
  } finally {
    if (is) repository.tags.set(name, is);
    else repository.tags.delete(name);
  }
}

/**
 * The fate of each tag that stands for itself, from plain facts: an age of n days is past the end of the n-th day, since the days
 * went by after it was pushed. Of `tags`, those pushed while the cleanup runs may or may not have been seen by it.
 */
export function fateOfTag(repository: ModelRepository, name: string, moment: Moment): Fate {
  const tag = repository.tags.get(name)!;
  const fates = (['used', 'maybeUsed'] as const).map((how) =>
    fate(repository, name, moment, lastUse(repository, tag.digest, tag, how)),
  );
  return fates[0] === fates[1] ? fates[0]! : 'either';
}

function fate(
  repository: ModelRepository,
  name: string,
  { day, policy, inUse }: Moment,
  used: number | null,
): Fate {
  const tag = repository.tags.get(name)!;
  if (tag.locked || pinnedOrRuns(repository, tag.digest, inUse)) return 'live';
  if (day - tag.seenDay < policy.graceDays) return 'live';
  if (within(day, used, policy.usedWithin)) return 'live';
  if (policy.keeps.some((keep) => keep.matches(name) && isKept(day, used, keep.pulledWithin))) return 'live';
  const { expiresAfter } = repository.thing(tag.digest);
  if (
    policy.expires &&
    expiresAfter !== null &&
    tag.pushedDay !== null &&
    day - tag.pushedDay >= expiresAfter
  )
    return 'gone';
  const rule = policy.rules.find(({ matches }) => matches(name));
  return rule ? byRule(repository, name, rule, { day, used }) : 'live';
}

function byRule(
  repository: ModelRepository,
  name: string,
  rule: PlainRule,
  { day, used }: { day: number; used: number | null },
): Fate {
  const { pushedDay } = repository.tags.get(name)!;
  if (rule.olderThan !== null && (pushedDay === null || day - pushedDay < rule.olderThan)) return 'live';
  if (rule.notPulledFor !== null && day - Math.max(pushedDay ?? 0, used ?? 0) < rule.notPulledFor)
    return 'live';
  if (rule.bytesAbove !== null) return byBounds(bytesDownTo(repository, name, rule), rule.bytesAbove);
  if (rule.keepNewest === null) return pushedDay === null ? 'live' : 'gone';
  const place = { push: placeByPush, minor: placeOfMinor, pull: placeByUse }[rule.by];
  return byBounds(place(repository, name, rule), rule.keepNewest);
}

function byBounds({ least, most }: Bounds, limit: number): Fate {
  if (most <= limit) return 'live';
  return least > limit ? 'gone' : 'either';
}

type Bounds = { least: number; most: number };

function placeByPush(repository: ModelRepository, name: string, rule: PlainRule): Bounds {
  const tag = repository.tags.get(name)!;
  // What was found has no place among what was pushed.
  if (tag.pushedDay === null) return { least: 0, most: 0 };
  const others = [...repository.tags]
    .filter(([other]) => other !== name && rule.matches(other))
    .map(([, fact]) => fact);
  const newer = others.filter(({ batch }) => batch > tag.batch).length;
  const same = others.filter(({ batch }) => batch === tag.batch).length;
  return { least: 1 + newer, most: 1 + newer + same };
}

function placeOfMinor(repository: ModelRepository, name: string, rule: PlainRule): Bounds {
  const [major, minor, patch] = parts(name);
  const newer = [...repository.tags.keys()].filter((other) => {
    const [a, b, c] = parts(other);
    return rule.matches(other) && a === major && b === minor && c! > patch!;
  }).length;
  return { least: 1 + newer, most: 1 + newer };
}

/** Bytes of the tag and of all that is newer by push, each file counted once. */
function bytesDownTo(repository: ModelRepository, name: string, rule: PlainRule): Bounds {
  const tag = repository.tags.get(name)!;
  const others = [...repository.tags].filter(([other]) => other !== name && rule.matches(other));
  const from = (batch: number) =>
    bytesOf(
      repository,
      others.filter(([, fact]) => fact.batch >= batch).map(([, { digest }]) => digest),
      tag,
    );
  return { least: from(tag.batch + 1), most: from(tag.batch) };
}

function bytesOf(repository: ModelRepository, digests: string[], tag: TagFact): number {
  const files = [...digests, tag.digest]
    .flatMap((digest) => descend(repository.thing(digest)))
    .flatMap((one) => [one, ...one.blobs]);
  const sizes = new Map(files.map(({ digest, size }) => [digest, size]));
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

/** What was never used is the oldest, and among such the push decides. Uses of one day may have come in any order. */
function placeByUse(repository: ModelRepository, name: string, rule: PlainRule): Bounds {
  const own = usesOf(repository, name);
  const others = [...repository.tags.keys()]
    .filter((other) => other !== name && rule.matches(other))
    .map((other) => usesOf(repository, other));
  const unused = (one: Uses) => own.latest === NEVER && one.latest === NEVER;
  const newer = (one: Uses) => (unused(one) ? one.batch > own.batch : one.earliest > own.latest);
  const older = (one: Uses) => (unused(one) ? one.batch < own.batch : one.latest < own.earliest);
  return { least: 1 + others.filter(newer).length, most: 1 + others.filter((one) => !older(one)).length };
}

const NEVER = -1;
type Uses = { earliest: number; latest: number; batch: number };

/** Bounds of the last use. */
function usesOf(repository: ModelRepository, name: string): Uses {
  const tag = repository.tags.get(name)!;
  const earliest = lastUse(repository, tag.digest, tag, 'used') ?? NEVER;
  const latest = lastUse(repository, tag.digest, tag, 'maybeUsed') ?? NEVER;
  return { earliest, latest: Math.max(earliest, latest), batch: tag.batch };
}

function parts(version: string): number[] {
  return version.slice(1).split('.').map(Number);
}

/** Of what no tag holds and no index lists. */
export function fateOfRoot(repository: ModelRepository, fact: ThingFact, moment: Moment): Fate {
  const fates = (['used', 'maybeUsed'] as const).map((how) =>
    rootFate(repository, fact, moment, lastUse(repository, fact.thing.digest, null, how)),
  );
  return fates[0] === fates[1] ? fates[0]! : 'either';
}

function rootFate(
  repository: ModelRepository,
  { thing, pushedDay, root, since }: ThingFact,
  { day, policy, inUse }: Moment,
  used: number | null,
): Fate {
  if (pinnedOrRuns(repository, thing.digest, inUse) || day - pushedDay < policy.graceDays) return 'live';
  if (within(day, used, policy.usedWithin)) return 'live';
  if (root === 'untagged')
    return policy.untaggedAfter !== null && day - pushedDay >= policy.untaggedAfter ? 'gone' : 'live';
  if (policy.replacedAfter === null) return 'live';
  return day - Math.max(since, used ?? 0) >= policy.replacedAfter ? 'gone' : 'live';
}

/** It is pinned or runs, or a part of it, or (by its config) what some runtimes tell instead. */
function pinnedOrRuns(repository: ModelRepository, digest: string, inUse: ReadonlySet<string>): boolean {
  return descend(repository.thing(digest)).some(
    (one) =>
      repository.pins.has(one.digest) ||
      inUse.has(one.digest) ||
      one.blobs.some((blob) => inUse.has(blob.digest)),
  );
}

function within(day: number, used: number | null, days: number | null): boolean {
  return days !== null && used !== null && day - used < days;
}

function isKept(day: number, used: number | null, pulledWithin: number | null): boolean {
  return pulledWithin === null || within(day, used, pulledWithin);
}

/** A tag of the model that stands for itself, and not for something else. */
export function standsAlone({ attachedTo }: TagFact): boolean {
  return attachedTo === null;
}
