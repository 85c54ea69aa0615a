import { describe, expect, it } from 'vitest';
import type { RetentionPolicy } from '#lib/schemas/retention.ts';
import { retentionPolicy } from '#lib/schemas/retention.ts';
import {
  canExclude,
  commonPattern,
  newRule,
  STARTERS,
  starterRule,
  withAction,
  withChanged,
  withCopy,
  withExcluded,
  withMoved,
  withoutRule,
  withRule,
  withSelects,
} from './draft.ts';

const empty = retentionPolicy.parse({});
const ids = ({ rules }: RetentionPolicy) => rules.map(({ id }) => id);
const three = retentionPolicy.parse({
  rules: ['a', 'b', 'c'].map((id) => ({ id, action: 'delete', tags: { include: ['pr-*'] } })),
});

describe('rules to begin with', () => {
  it.each(STARTERS)('%s is a rule that the API takes', (starter) => {
    const policy = withRule(empty, starterRule(starter, empty, 'Its name'));
    expect(retentionPolicy.parse(policy)).toEqual(policy);
  });

  it('a new one takes little, and has an id of its own', () => {
    const policy = withRule(three, newRule(three));
    expect(retentionPolicy.parse(policy)).toEqual(policy);
    expect(policy.rules.at(-1)).toMatchObject({ id: 'r4', olderThanDays: 90, keepNewest: 10 });
    expect(new Set(ids(withRule(policy, newRule(policy)))).size).toBe(5);
  });
});

describe('changing rules', () => {
  it.each<[id: string, step: -1 | 1, order: string[]]>([
    ['a', 1, ['b', 'a', 'c']],
    ['c', -1, ['a', 'c', 'b']],
  ])('moves %s by %d', (id, step, order) => {
    expect(ids(withMoved(three, id, step))).toEqual(order);
  });

  it('moves none over the ends', () => {
    expect(withMoved(three, 'a', -1)).toBe(three);
    expect(withMoved(three, 'c', 1)).toBe(three);
    expect(withMoved(three, 'nobody', 1)).toBe(three);
  });

  it('takes away, copies after, and puts in place', () => {
    expect(ids(withoutRule(three, 'b'))).toEqual(['a', 'c']);
    expect(ids(withCopy(three, three.rules[0]!))).toEqual(['a', 'r4', 'b', 'c']);
    expect(withChanged(three, { ...three.rules[1]!, name: 'new' }).rules[1]?.name).toBe('new');
  });

  it('turns a rule that deletes into one that keeps the same, and back', () => {
    const kept = withAction({ ...newRule(empty), name: 'mine' }, 'keep');
    expect(kept).toMatchObject({ action: 'keep', name: 'mine', keepNewest: 10, pushedWithinDays: null });
    expect(kept).not.toHaveProperty('olderThanDays');
    expect(withAction(kept, 'delete')).toMatchObject({ action: 'delete', olderThanDays: null });
    expect(withAction(kept, 'keep')).toBe(kept);
  });

  it('asks nothing of images without a tag that only a tag has', () => {
    const rule = { ...three.rules[0]!, newestBy: 'semver' as const, onlyPrereleases: true };
    const policy = withChanged(three, withSelects(rule, 'untagged'));
    expect(retentionPolicy.parse(policy)).toEqual(policy);
  });
});

describe('excluding', () => {
  it.each([
    [['pr-1'], 'pr-1'],
    [['pr-1', 'pr-22'], 'pr-*'],
    [['nightly-1', 'nightly-1'], 'nightly-1*'],
    [['a', 'b'], '{a,b}'],
  ])('%j are matched by %s', (tags, pattern) => {
    expect(commonPattern(tags)).toBe(pattern);
  });

  it('changes the rules that are named, once', () => {
    const once = withExcluded(three, new Set(['a', 'c']), 'pr-7');
    expect(once.rules.map(({ tags }) => tags && 'exclude' in tags && tags.exclude)).toEqual([
      ['pr-7'],
      [],
      ['pr-7'],
    ]);
    expect(withExcluded(once, new Set(['a']), 'pr-7')).toEqual(once);
  });

  it('of every tag, makes every tag but those', () => {
    const policy = withRule(empty, newRule(empty));
    expect(withExcluded(policy, new Set(['r1']), 'v*').rules[0]?.tags).toEqual({
      include: ['**'],
      exclude: ['v*'],
    });
  });

  it('leaves a regular expression as it is', () => {
    const rule = { ...newRule(empty), tags: { regex: 'v.*' } };
    expect(canExclude(rule)).toBe(false);
    const policy = withRule(empty, rule);
    expect(withExcluded(policy, new Set(['r1']), 'v1')).toEqual(policy);
  });
});
