import { retentionPolicy, type RetentionPolicy } from '#lib/schemas/retention.ts';
import type { Chance } from './storm-random.ts';

/** A rule in words that the test understands by itself: which tags, and what must be true of one that goes. */
export type PlainRule = {
  id: string;
  matches: (tag: string) => boolean;
  olderThan: number | null;
  notPulledFor: number | null;
  keepNewest: number | null;
  /** By push, by last use, or of each minor version by its number. */
  by: 'push' | 'pull' | 'minor';
  /** Spares the newest by push as far as they fit into so many bytes. */
  bytesAbove: number | null;
};

/** What stays whatever the rules say. `pulledWithin` null: all that it matches. */
export type PlainKeep = { id: string; matches: (tag: string) => boolean; pulledWithin: number | null };

export type PlainPolicy = {
  graceDays: number;
  usedWithin: number | null;
  expires: boolean;
  replacedAfter: number | null;
  untaggedAfter: number | null;
  rules: PlainRule[];
  keeps: PlainKeep[];
  /** The same for the product. */
  policy: RetentionPolicy;
};

/** Families of tags that a rule may be about: `hand` and `held` are in none. */
const starts = (prefix: string) => (tag: string) => tag.startsWith(`${prefix}-`);

type Made = { plain: PlainRule; rule: object };

/** One of the families of policies: each of its parts is there or not. */
export function randomPolicy(luck: Chance): PlainPolicy {
  const apps = luck.next() < 0.5 ? unusedApps : lastUsedApps;
  const made = [oldPullRequests, newestBuilds, newestOfMinor, apps, largeRest, undated]
    .filter(() => luck.next() < 0.65)
    .map((make) => make(luck));
  const keeps = [keepMarked, keepPulled].filter(() => luck.next() < 0.4).map((make) => make(luck));
  const untaggedAfter = maybe(luck, 0.5, () => luck.between(2, 6));
  const plain = {
    graceDays: luck.between(1, 2),
    usedWithin: maybe(luck, 0.5, () => luck.between(2, 9)),
    expires: luck.next() < 0.5,
    replacedAfter: maybe(luck, 0.6, () => luck.between(2, 8)),
    untaggedAfter,
    rules: luck.shuffled(made.map(({ plain: one }) => one)),
    keeps: keeps.map(({ plain: one }) => one),
  };
  const policy = retentionPolicy.parse({
    graceHours: plain.graceDays * 24,
    usedWithinDays: plain.usedWithin,
    honourExpiresAfter: plain.expires,
    replaced: plain.replacedAfter === null ? null : { afterDays: plain.replacedAfter },
    rules: luck.shuffled([
      ...made.map(({ rule }) => rule),
      ...keeps.map(({ rule }) => rule),
      ...(untaggedAfter === null
        ? []
        : [{ id: 'untagged', action: 'delete', selects: 'untagged', olderThanDays: untaggedAfter }]),
    ]),
  });
  return { ...plain, policy };
}

function oldPullRequests(luck: Chance): Made {
  const olderThan = luck.between(2, 9);
  const even = luck.next() < 0.3;
  const notPulledFor = maybe(luck, 0.3, () => luck.between(2, 6));
  const tags = even ? { regex: 'pr-.*[02468]' } : { include: ['pr-*'], exclude: ['pr-*-wip'] };
  return {
    plain: {
      ...none('old'),
      matches: even
        ? (tag) => starts('pr')(tag) && Number(tag.at(-1)) % 2 === 0
        : (tag) => starts('pr')(tag) && !tag.endsWith('-wip'),
      olderThan,
      notPulledFor,
    },
    rule: { id: 'old', action: 'delete', tags, olderThanDays: olderThan, notPulledForDays: notPulledFor },
  };
}

function newestBuilds(luck: Chance): Made {
  const keepNewest = luck.between(1, 5);
  const olderThan = maybe(luck, 0.3, () => luck.between(2, 5));
  return {
    plain: { ...none('builds'), matches: starts('build'), keepNewest, olderThan },
    rule: {
      id: 'builds',
      action: 'delete',
      tags: { include: ['build-*'] },
      keepNewest,
      olderThanDays: olderThan,
    },
  };
}

function newestOfMinor(luck: Chance): Made {
  const keepNewest = luck.between(1, 3);
  return {
    plain: { ...none('minor'), matches: (tag) => /^v\d/.test(tag), keepNewest, by: 'minor' },
    rule: {
      id: 'minor',
      action: 'delete',
      tags: { include: ['v*'] },
      keepNewest,
      groupBy: { by: 'minor' },
      newestBy: 'semver',
    },
  };
}

function unusedApps(luck: Chance): Made {
  const notPulledFor = luck.between(2, 9);
  return {
    plain: { ...none('apps'), matches: starts('app'), notPulledFor },
    rule: { id: 'apps', action: 'delete', tags: { include: ['app-*'] }, notPulledForDays: notPulledFor },
  };
}

function lastUsedApps(luck: Chance): Made {
  const keepNewest = luck.between(1, 4);
  return {
    plain: { ...none('apps'), matches: starts('app'), keepNewest, by: 'pull' },
    rule: { id: 'apps', action: 'delete', tags: { include: ['app-*'] }, keepNewest, newestBy: 'pull' },
  };
}

/** Tags that a rule may delete by the size of all of them: what moves them while it runs makes them fit now and then. */
export const goesBySize = starts('misc');

function largeRest(luck: Chance): Made {
  const bytesAbove = luck.between(2, 20) * 1_000;
  return {
    plain: { ...none('rest'), matches: goesBySize, bytesAbove },
    rule: { id: 'rest', action: 'delete', tags: { include: ['misc-*'] }, totalSizeAboveBytes: bytesAbove },
  };
}

/** Found upstream, with the dates of reproducible builds: nobody knows how old they are, so that they stay. */
function undated(luck: Chance): Made {
  const [keepNewest, olderThan] = luck.next() < 0.5 ? [1, null] : [null, 1];
  return {
    plain: { ...none('undated'), matches: starts('found'), keepNewest, olderThan },
    rule: {
      id: 'undated',
      action: 'delete',
      tags: { include: ['found-*'] },
      keepNewest,
      olderThanDays: olderThan,
    },
  };
}

function keepMarked(): { plain: PlainKeep; rule: object } {
  return {
    plain: { id: 'marked', matches: (tag) => tag.endsWith('-wip') || tag.endsWith('7'), pulledWithin: null },
    rule: { id: 'marked', action: 'keep', tags: { include: ['*-wip', '*7'] } },
  };
}

function keepPulled(luck: Chance): { plain: PlainKeep; rule: object } {
  const pulledWithin = luck.between(1, 6);
  return {
    plain: { id: 'pulled', matches: starts('build'), pulledWithin },
    rule: { id: 'pulled', action: 'keep', tags: { include: ['build-*'] }, pulledWithinDays: pulledWithin },
  };
}

function none(id: string): PlainRule {
  return {
    id,
    matches: () => false,
    olderThan: null,
    notPulledFor: null,
    keepNewest: null,
    by: 'push',
    bytesAbove: null,
  };
}

function maybe<T>(luck: Chance, share: number, make: () => T): T | null {
  return luck.next() < share ? make() : null;
}
