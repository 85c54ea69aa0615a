import { describe, expect, it } from 'vitest';
import { plan } from './plan.ts';
import {
  adopted,
  ago,
  deleted,
  deleteRule,
  digestOf,
  image,
  keepRule,
  NOW,
  planned,
  policy,
  repository,
  snapshot,
  tag,
  verdictOn,
} from './test-factories.ts';
import type { DeleteRule, KeepRule, TagSnapshot } from './types.ts';

const named = (...include: string[]) => ({ include, exclude: [] });
/** Tags pushed so many days ago. */
const pushed = (days: Record<string, number>) =>
  Object.entries(days).map(([name, age]) => tag(name, { pushedAt: ago(age) }));

describe('plan', () => {
  it('keeps what no rule names, and counts what goes', () => {
    const result = planned([tag('a'), tag('b')], [deleteRule({ tags: named('b') })]);
    expect(deleted(result)).toEqual(['b']);
    expect(verdictOn(result, 'a')).toMatchObject({
      outcome: 'keep',
      reason: { kind: 'unmatched' },
      rule: null,
    });
    expect(result.totals).toEqual({
      tags: 2,
      deleted: 1,
      kept: 1,
      protected: 0,
      manifestsDeleted: 1,
      freedBytes: 1001,
    });
    expect(result.repositories).toEqual([{ repository: 'acme/api', ...result.totals }]);
    expect(result.rules).toEqual([{ rule: 'delete', claimed: 1, deleted: 1, kept: 0 }]);
  });

  it('deletes nothing without rules', () => {
    expect(deleted(planned([tag('a'), adopted('b')], [], { honourExpiresAfter: true }))).toEqual([]);
  });

  it('does not depend on the order of the snapshot', () => {
    const tags = pushed({ a: 9, b: 3, c: 3, d: 12, e: 40 });
    const rules = [deleteRule({ keepNewest: 2 })];
    const other = plan(
      snapshot([repository([...tags].reverse(), [...repository(tags).manifests].reverse())]),
      policy(rules),
      NOW,
    );
    expect(other).toEqual(planned(tags, rules));
  });
});

describe('a keep rule', () => {
  it('wins over delete rules, wherever it stands', () => {
    const keep = keepRule({ tags: named('v*') });
    const wipe = deleteRule();
    for (const rules of [
      [keep, wipe],
      [wipe, keep],
    ]) {
      const result = planned([tag('v1'), tag('b')], rules);
      expect(deleted(result)).toEqual(['b']);
      expect(verdictOn(result, 'v1')).toMatchObject({
        outcome: 'protected',
        reason: { kind: 'keep-rule', rule: 'keep', because: { kind: 'selected' } },
        rule: 'delete',
      });
      expect(result.rules).toContainEqual({ rule: 'keep', claimed: 1, deleted: 0, kept: 1 });
    }
  });

  it.each<[Partial<KeepRule>, string[]]>([
    [{ keepNewest: 2 }, ['a', 'b']],
    [{ pushedWithinDays: 30 }, ['a', 'b', 'c']],
    [{ pulledWithinDays: 30 }, ['d']],
    [{ keepNewest: 1, pulledWithinDays: 30 }, ['a', 'd']],
  ])('with %j keeps what meets any of it', (facts, kept) => {
    const tags = pushed({ a: 10, b: 20, c: 29, d: 60, e: 90 });
    tags[3]!.lastPulledAt = ago(3);
    const result = planned(tags, [keepRule(facts), deleteRule()]);
    expect(deleted(result)).toEqual(['a', 'b', 'c', 'd', 'e'].filter((name) => !kept.includes(name)));
  });

  it('keeps what it can not know', () => {
    const tags = [adopted('a', { countedSince: null }), tag('b', { countedSince: null })];
    const because = (facts: Partial<KeepRule>, name: string) =>
      verdictOn(planned(tags, [keepRule(facts), deleteRule()]), name).reason;
    expect(because({ pushedWithinDays: 3 }, 'a')).toMatchObject({
      because: { kind: 'unknown', what: 'age' },
    });
    expect(because({ keepNewest: 1 }, 'a')).toMatchObject({ because: { kind: 'unknown', what: 'age' } });
    expect(because({ pulledWithinDays: 3 }, 'b')).toMatchObject({
      because: { kind: 'unknown', what: 'pulls' },
    });
  });
});

describe('delete rules', () => {
  it('claim in order, and a later one never sees what an earlier one spared', () => {
    const rules = [
      deleteRule({ id: 'releases', tags: named('v*'), keepNewest: 2 }),
      deleteRule({ id: 'rest', olderThanDays: 5 }),
    ];
    const result = planned(pushed({ v1: 300, v2: 200, v3: 100, main: 3, pr: 9 }), rules);
    expect(deleted(result)).toEqual(['pr', 'v1']);
    expect(verdictOn(result, 'v2')).toMatchObject({
      rule: 'releases',
      reason: {
        kind: 'spared',
        because: { kind: 'newest', place: 2, newest: 2, by: 'push', group: null },
      },
    });
    expect(result.rules).toEqual([
      { rule: 'releases', claimed: 3, deleted: 1, kept: 2 },
      { rule: 'rest', claimed: 2, deleted: 1, kept: 1 },
    ]);
  });

  it('delete what meets every condition, and say by what facts', () => {
    const rules = [deleteRule({ keepNewest: 3, olderThanDays: 14, notPulledForDays: 10 })];
    const tags = pushed({ a: 1.5, b: 2, c: 3, d: 13, e: 41, f: 50 });
    tags[5]!.lastPulledAt = ago(9);
    const result = planned(tags, rules);
    expect(deleted(result)).toEqual(['e']);
    expect(verdictOn(result, 'e').reason).toEqual({
      kind: 'rule',
      rule: 'delete',
      facts: [
        { kind: 'newest', place: 5, newest: 3, by: 'push', group: null },
        { kind: 'older-than', at: ago(41), days: 14, source: 'push' },
        { kind: 'not-pulled', since: ago(41), days: 10 },
      ],
    });
    expect(verdictOn(result, 'd').reason).toMatchObject({ because: { kind: 'younger-than', at: ago(13) } });
    expect(verdictOn(result, 'f').reason).toMatchObject({ because: { kind: 'pulled-within', at: ago(9) } });
  });

  it.each<[facts: Partial<DeleteRule>, gone: string[]]>([
    [{ tags: named('pr-*', 'nightly') }, ['nightly', 'pr-1', 'pr-2']],
    [{ tags: { include: ['**'], exclude: ['v*', 'latest'] } }, ['nightly', 'pr-1', 'pr-2']],
    [{ tags: { regex: 'pr-[0-9]' } }, ['pr-1', 'pr-2']],
    [{ tags: { regex: 'pr' } }, []],
    [{ tags: named('nothing*') }, []],
    [{ repositories: named('api') }, ['latest', 'nightly', 'pr-1', 'pr-2', 'v1.0.0', 'v1.1.0-rc.1']],
    [{ repositories: { include: ['**'], exclude: ['a*'] } }, []],
    [{ repositories: named('acme/api') }, []],
    [{ onlyPrereleases: true }, ['v1.1.0-rc.1']],
    [{ selects: 'untagged' }, []],
  ])('select by %j', (facts, gone) => {
    const tags = ['v1.0.0', 'v1.1.0-rc.1', 'latest', 'nightly', 'pr-1', 'pr-2'].map((name) => tag(name));
    expect(deleted(planned(tags, [deleteRule(facts)]))).toEqual(gone);
  });

  it('keep the newest of each group', () => {
    const of = (groupBy: DeleteRule['groupBy'], names: string[]) =>
      deleted(
        planned(
          names.map((name) => tag(name)),
          [deleteRule({ keepNewest: 1, newestBy: 'semver', groupBy })],
        ),
      );
    const versions = ['1.1.0', '1.1.1', '1.2.0', '1.2.10', '1.2.9', '2.0.0'];
    expect(of({ by: 'minor' }, versions)).toEqual(['1.1.0', '1.2.0', '1.2.9']);
    expect(of({ by: 'major' }, versions)).toEqual(['1.1.0', '1.1.1', '1.2.0', '1.2.9']);
    expect(of({ by: 'repository' }, versions)).toEqual(['1.1.0', '1.1.1', '1.2.0', '1.2.10', '1.2.9']);
    const variants = ['1.0.0', '1.1.0', '1.0.0-alpine', '1.1.0-alpine', 'latest'];
    expect(of({ by: 'regex', regex: '[0-9.]+(-alpine)?' }, variants)).toEqual(['1.0.0', '1.0.0-alpine']);
  });

  it('spare what belongs to no group', () => {
    const rule = deleteRule({ keepNewest: 1, groupBy: { by: 'minor' } });
    const result = planned([tag('latest'), tag('1'), tag('1.2.3')], [rule]);
    expect(deleted(result)).toEqual([]);
    expect(verdictOn(result, '1').reason).toMatchObject({ because: { kind: 'unknown', what: 'group' } });
  });

  it('rank versions as versions, what stands for several above them, and know no place for the rest', () => {
    const names = ['1.9.0', '1.10.0', '1.10', '1.10.0-rc.1', 'v1.10.1', 'latest'];
    const result = planned(
      names.map((name) => tag(name)),
      [deleteRule({ keepNewest: 3, newestBy: 'semver' })],
    );
    expect(deleted(result)).toEqual(['1.10.0-rc.1', '1.9.0']);
    expect(verdictOn(result, 'latest').reason).toMatchObject({
      because: { kind: 'unknown', what: 'version' },
    });
  });

  it('rank by the last pull', () => {
    const tags = [
      tag('a', { lastPulledAt: ago(50) }),
      tag('b', { lastUsedAt: ago(10) }),
      tag('c'),
      tag('d', { countedSince: null }),
      tag('e', { pushedAt: null, countedSince: ago(40) }),
    ];
    const result = planned(tags, [deleteRule({ keepNewest: 1, newestBy: 'pull', tags: named('?') })]);
    expect(deleted(result)).toEqual(['a', 'c']);
    expect(verdictOn(result, 'd').reason.kind).toBe('statistics-unknown');
    const one = planned(
      tags.map((each) => ({ ...each, seenAt: ago(100), pushedAt: each.pushedAt ?? ago(3_001) })),
      [deleteRule({ keepNewest: 2, newestBy: 'pull' })],
    );
    // It may have been pulled up to the day that counting began, which is later than the last pull of a.
    expect(verdictOn(one, 'e').outcome).toBe('keep');
  });

  it('keep the newest that fit into a size, counting shared blobs once', () => {
    const shared = { digest: digestOf('base'), size: 500 };
    const sized = (name: string) =>
      image(name, { size: 0, blobs: [shared, { digest: digestOf(`of ${name}`), size: 100 }] });
    const result = planned(
      pushed({ a: 2, b: 3, c: 4, d: 5 }),
      [deleteRule({ totalSizeAboveBytes: 800 })],
      {},
      ['a', 'b', 'c', 'd'].map(sized),
    );
    expect(deleted(result)).toEqual(['d']);
    expect(verdictOn(result, 'd').reason).toMatchObject({
      facts: [{ kind: 'size-above', total: 900, bytes: 800, group: null }],
    });
    expect(verdictOn(result, 'c').reason).toMatchObject({
      because: { kind: 'size-within', total: 800, bytes: 800 },
    });
    expect(result.totals.freedBytes).toBe(100);
  });

  it('do not take for unused what may have been used before counting began', () => {
    const rule = deleteRule({ notPulledForDays: 30 });
    const reason = (facts: Partial<TagSnapshot>) => verdictOn(planned([tag('a', facts)], [rule]), 'a').reason;
    expect(reason({ countedSince: ago(20) })).toEqual({
      kind: 'statistics-unknown',
      since: ago(20),
      until: ago(-10),
    });
    expect(reason({ countedSince: ago(31) }).kind).toBe('rule');
    expect(reason({ countedSince: null }).kind).toBe('statistics-unknown');
    expect(reason({ countedSince: ago(50), pushedAt: ago(20) })).toMatchObject({
      because: { kind: 'younger-than' },
    });
    expect(reason({ restoredAt: ago(3) })).toMatchObject({ because: { kind: 'younger-than', at: ago(3) } });
  });

  it('count the age of what was restored from then on', () => {
    const tags = [tag('a', { restoredAt: ago(3) }), tag('b')];
    expect(deleted(planned(tags, [deleteRule({ olderThanDays: 5 })]))).toEqual(['b']);
  });
});

describe('what goes wrong with a tag', () => {
  it.each<[string, TagSnapshot[], string]>([
    ['a manifest that is not there', [tag('a'), tag('b', { on: 'missing' })], 'is not in the index'],
    ['a time that is no number', [tag('a'), tag('b', { pushedAt: NaN })], 'not a number'],
  ])('%s keeps that tag, and no other', (_what, tags, message) => {
    const result = plan(
      snapshot([{ ...repository(tags), manifests: [image('a'), image('b')] }]),
      policy([deleteRule()]),
      NOW,
    );
    expect(deleted(result)).toEqual(['a']);
    const { outcome, reason } = verdictOn(result, 'b');
    expect(outcome).toBe('keep');
    expect(reason).toMatchObject({ kind: 'error', message: expect.stringContaining(message) as string });
  });

  it('a manifest that is not there may need any other', () => {
    const tags = [tag('a'), tag('b', { on: 'missing' })];
    const result = plan(
      snapshot([{ ...repository(tags), manifests: [image('a'), image('loose')] }]),
      policy([deleteRule(), deleteRule({ id: 'untagged', selects: 'untagged' })]),
      NOW,
    );
    expect(deleted(result)).toEqual(['a']);
    expect(result.totals).toMatchObject({ manifestsDeleted: 0, freedBytes: 0 });
    expect(result.manifests).toMatchObject([
      { outcome: 'keep', rule: 'untagged', reason: { kind: 'error' } },
    ]);
  });

  it('does not make a plan of a policy that can not be read', () => {
    expect(() => planned([tag('a')], [deleteRule({ tags: { regex: '(' } })])).toThrow('unclosed group at 1');
  });
});

describe('blockers', () => {
  it('are told, and the plan is made all the same', () => {
    const result = plan(
      snapshot([repository([tag('a')])], {
        indexDoubt: { cause: 'rebuilt', since: ago(2) },
        inUseSources: [
          { name: 'east', reportedAt: ago(2), expiresAt: ago(1) },
          { name: 'west', reportedAt: ago(2), expiresAt: ago(-1) },
        ],
      }),
      policy([deleteRule()]),
      NOW,
    );
    expect(result.blocked).toEqual([
      { kind: 'index-doubt', blocks: 'every', cause: 'rebuilt', since: ago(2) },
      { kind: 'in-use-stale', blocks: 'scheduled', source: 'east', since: ago(1) },
    ]);
    expect(deleted(result)).toEqual(['a']);
  });
});
