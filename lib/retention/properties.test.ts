import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fallbackTag } from '../oci/fallback-tag.ts';
import { plan } from './plan.ts';
import { planText } from './plan-text.ts';
import { aDeleteRule, aKeepRule, aPolicy, aSnapshot } from './test-arbitraries.ts';
import { applied, deleteRule, HOUR, NOW, policy, snapshot } from './test-factories.ts';
import type { DeleteRule, Plan, Policy, RepositorySnapshot, Rule, Snapshot } from './types.ts';

/** Enough that each property meets what it is about many times; thirty times as many were run when it was written. */
const RUNS = { numRuns: 200 };
/** Ten times what they take on a machine that is busy: time decides nothing here. */
const PATIENCE = { timeout: 120_000 };

const goingTags = (plans: Plan) =>
  plans.tags
    .filter(({ outcome }) => outcome === 'delete')
    .map(({ repository, tag }) => `${repository}:${tag}`);
const goingManifests = (plans: Plan) =>
  plans.manifests
    .filter(({ outcome }) => outcome === 'delete')
    .map(({ repository, digest }) => `${repository}@${digest}`);
const going = (plans: Plan) => [...goingTags(plans), ...goingManifests(plans)];

describe('a plan', PATIENCE, () => {
  it('is idempotent: what is left of one has nothing more to go', () => {
    fc.assert(
      fc.property(aSnapshot, aPolicy, (before, rules) => {
        const first = plan(before, rules, NOW);
        expect(going(plan(applied(before, first), rules, NOW))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('is monotone: a protection more never deletes more', () => {
    fc.assert(
      fc.property(aSnapshot, aPolicy, aProtection, (before, rules, protect) => {
        const allowed = new Set(going(plan(before, rules, NOW)));
        const [protectedSnapshot, protectedPolicy] = protect(before, rules);
        const more = going(plan(protectedSnapshot, protectedPolicy, NOW)).filter((one) => !allowed.has(one));
        expect(more).toEqual([]);
      }),
      RUNS,
    );
  });

  it('never takes what a tag that stays needs', () => {
    fc.assert(
      fc.property(aSnapshot, aPolicy, (before, rules) => {
        const result = plan(before, rules, NOW);
        const gone = new Set(going(result));
        for (const repository of before.repositories) {
          const needed = neededBy(repository, (tag) => !gone.has(`${repository.name}:${tag}`));
          expect([...needed].filter((digest) => gone.has(`${repository.name}@${digest}`))).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  it('frees exactly the bytes of blobs that nothing left needs', () => {
    fc.assert(
      fc.property(aSnapshot, aPolicy, (before, rules) => {
        const result = plan(before, rules, NOW);
        const [all, left] = [blobsOf(before), blobsOf(applied(before, result))];
        let bytes = 0;
        for (const [digest, size] of all) if (!left.has(digest)) bytes += size;
        expect(result.totals.freedBytes).toBe(bytes);
        expect(result.repositories.reduce((sum, { freedBytes }) => sum + freedBytes, 0)).toBe(bytes);
      }),
      RUNS,
    );
  });

  it('counts as a tag’s own what goes when it alone goes', () => {
    fc.assert(
      fc.property(aSnapshot, fc.nat(), (before, pick) => {
        const verdicts = plan(before, policy([]), NOW).tags.filter(
          ({ reason }) => reason.kind === 'unmatched',
        );
        const verdict = verdicts[pick % Math.max(verdicts.length, 1)];
        if (!verdict) return;
        const alone = deleteRule({
          repositories: { include: [verdict.repository.split('/')[1]!], exclude: [] },
          tags: { include: [verdict.tag], exclude: [] },
        });
        const result = plan(before, policy([alone]), NOW);
        if (!goingTags(result).includes(`${verdict.repository}:${verdict.tag}`)) return;
        expect(result.totals.freedBytes).toBeLessThanOrEqual(verdict.ownBytes);
        // What is attached to a part of it and is held by something else keeps that part.
        const isAttached = before.repositories.some(({ manifests }) =>
          manifests.some(({ subject }) => subject),
        );
        if (!isAttached) expect(result.totals.freedBytes).toBe(verdict.ownBytes);
      }),
      RUNS,
    );
  });

  it('does not depend on the order of the snapshot, nor of rules that select different things', () => {
    fc.assert(
      fc.property(aSnapshot, apart, fc.nat(), (before, [one, other], seed) => {
        const forth = plan(before, policy([one, other]), NOW);
        const back = plan(shuffled(before, seed), policy([other, one]), NOW);
        expect(back.tags).toEqual(forth.tags);
        expect(back.manifests).toEqual(forth.manifests);
        expect(back.totals).toEqual(forth.totals);
        expect(planText(back)).toBe(planText(forth));
      }),
      RUNS,
    );
  });

  it('leaves at least the newest N that a rule claims', () => {
    fc.assert(
      fc.property(aSnapshot, aDeleteRule('d'), (before, rule) => {
        if (rule.keepNewest === null || rule.groupBy.by !== 'repository' || rule.selects === 'untagged')
          return;
        const result = plan(before, policy([rule]), NOW);
        for (const { name } of before.repositories) {
          const claimed = result.tags.filter((one) => one.repository === name && one.rule === 'd');
          const stay = claimed.filter(({ outcome }) => outcome !== 'delete').length;
          expect(stay).toBeGreaterThanOrEqual(Math.min(rule.keepNewest, claimed.length));
        }
      }),
      RUNS,
    );
  });

  it('deletes nothing that no one asked to delete', () => {
    fc.assert(
      fc.property(aSnapshot, fc.option(aKeepRule('k')), (before, keep) => {
        const silent = policy(keep ? [keep] : []);
        expect(going(plan(before, silent, NOW))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('counts every tag once', () => {
    fc.assert(
      fc.property(aSnapshot, aPolicy, (before, rules) => {
        const { totals, tags, manifests } = plan(before, rules, NOW);
        expect(totals.deleted + totals.kept + totals.protected).toBe(totals.tags);
        expect(totals.tags).toBe(tags.length);
        expect(totals.manifestsDeleted).toBe(manifests.filter(({ outcome }) => outcome === 'delete').length);
      }),
      RUNS,
    );
  });
});

const isKeepRule = ({ action }: Rule) => action === 'keep';

type Protect = (snapshot: Snapshot, policy: Policy) => [Snapshot, Policy];

/** Ways to protect more: something of one tag or manifest, or of the whole policy. */
const aProtection: fc.Arbitrary<Protect> = fc.oneof(
  fc
    .record({
      repository: fc.nat(1),
      nth: fc.nat(20),
      what: fc.constantFrom('locked', 'restored', 'uncounted'),
    })
    .map(({ repository, nth, what }): Protect => (given, rules) => {
      const changed = structuredClone(given);
      const { tags } = changed.repositories[repository]!;
      const tag = tags[nth % Math.max(tags.length, 1)];
      if (tag && what === 'locked') tag.locked = 'Locked.';
      if (tag && what === 'restored') tag.restoredAt = NOW - HOUR;
      if (tag && what === 'uncounted') tag.countedSince = null;
      return [changed, rules];
    }),
  fc
    .record({ repository: fc.nat(1), nth: fc.nat(20), pinned: fc.boolean() })
    .map(({ repository, nth, pinned }): Protect => (given, rules) => {
      const changed = structuredClone(given);
      const { manifests } = changed.repositories[repository]!;
      const manifest = manifests[nth % Math.max(manifests.length, 1)];
      if (manifest && pinned) manifest.pinned = true;
      if (manifest && !pinned) manifest.inUse.push('west');
      return [changed, rules];
    }),
  aKeepRule('another').map((rule): Protect => (given, rules) => [
    given,
    { ...rules, rules: [...rules.rules, rule] },
  ]),
  fc.constantFrom<Protect>(
    (given, rules) => [given, { ...rules, graceHours: rules.graceHours + 48 }],
    (given, rules) => [given, { ...rules, usedWithinDays: (rules.usedWithinDays ?? 0) + 5 }],
    (given, rules) => [given, { ...rules, replaced: null }],
    (given, rules) => [given, { ...rules, honourExpiresAfter: false, rules: rules.rules.filter(isKeepRule) }],
    (given, rules) => [{ ...given, indexDoubt: { cause: 'rebuilt', since: NOW } }, rules],
  ),
);

/** Two delete rules that have no tag in common. */
const apart = fc.tuple(aDeleteRule('a'), aDeleteRule('b')).map(([a, b]): [DeleteRule, DeleteRule] => [
  { ...a, selects: 'tagged', tags: { include: ['pr-*', 'main'], exclude: [] } },
  { ...b, selects: 'tagged', tags: { include: ['**'], exclude: ['pr-*', 'main'] } },
]);

const FALLBACK = /^sha256-[0-9a-f]{64}$/;

/** The repository without lists of referrers and their tags, said in the plainest way. */
function withoutLists({ tags, manifests }: RepositorySnapshot) {
  const indexes = new Set(manifests.filter(({ kind }) => kind === 'index').map(({ digest }) => digest));
  const ordinary = tags.filter(({ name, digest }) => !FALLBACK.test(name) || !indexes.has(digest));
  const held = new Set(ordinary.map(({ digest }) => digest));
  const listed = new Set(tags.filter((tag) => !ordinary.includes(tag)).map(({ digest }) => digest));
  return {
    tags: ordinary,
    manifests: manifests.filter(
      ({ digest, fallback }) => held.has(digest) || !(fallback || listed.has(digest)),
    ),
  };
}

/** Digests that the tags which stay need, found in the plainest way. */
function neededBy(repository: RepositorySnapshot, stays: (tag: string) => boolean): Set<string> {
  const { tags, manifests } = withoutLists(repository);
  const here = new Set(manifests.map(({ digest }) => digest));
  const needed = new Set(tags.filter(({ name }) => stays(name)).map(({ digest }) => digest));
  for (let size = -1; size < needed.size;) {
    size = needed.size;
    for (const { digest, children, subject } of manifests) {
      if (needed.has(digest)) for (const child of children) needed.add(child.digest);
      if (subject !== null && here.has(subject) && needed.has(subject)) needed.add(digest);
    }
    for (const { name, digest } of tags)
      for (const subject of needed) if (name === `${fallbackTag(subject)}.sig`) needed.add(digest);
  }
  return needed;
}

/** Blobs of all but lists of referrers, with their sizes. */
function blobsOf({ repositories }: Snapshot): Map<string, number> {
  const blobs = new Map<string, number>();
  for (const repository of repositories)
    for (const { digest, size, blobs: more } of withoutLists(repository).manifests)
      for (const blob of [{ digest, size }, ...more]) blobs.set(blob.digest, blob.size);
  return blobs;
}

function shuffled(given: Snapshot, seed: number): Snapshot {
  const rotated = <T>(list: readonly T[]) => {
    const at = list.length === 0 ? 0 : seed % list.length;
    return [...list.slice(at), ...list.slice(0, at)].reverse();
  };
  return snapshot(
    rotated(given.repositories).map(({ tags, manifests, ...rest }) => ({
      ...rest,
      tags: rotated(tags),
      manifests: rotated(manifests),
    })),
  );
}
