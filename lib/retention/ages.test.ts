import { describe, expect, it } from 'vitest';
import {
  adopted,
  ago,
  deleted,
  deleteRule,
  image,
  index,
  NOW,
  planned,
  tag,
  verdictOn,
} from './test-factories.ts';
import type { ManifestSnapshot, Policy, TagSnapshot } from './types.ts';

/** Tags pushed so many days ago. */
const pushed = (days: Record<string, number>) =>
  Object.entries(days).map(([name, age]) => tag(name, { pushedAt: ago(age) }));

describe('quay.expires-after', () => {
  const labelled = (name: string, expiresAfter: string, age: number) =>
    [tag(name, { pushedAt: ago(age) }), image(name, { expiresAfter })] as const;
  const of = (label: string, age: number, facts: Partial<Policy> = {}) => {
    const [one, manifest] = labelled('a', label, age);
    return verdictOn(planned([one], [], { honourExpiresAfter: true, ...facts }, [manifest]), 'a');
  };

  it.each<[label: string, age: number, gone: boolean]>([
    ['2w', 15, true],
    ['2w', 13, false],
    ['36h', 1.6, true],
    ['1h', 0.9, false],
    ['never', 99, false],
    ['0d', 99, false],
    ['2 w', 99, false],
  ])('%s after %d days: %j', (label, age, gone) => {
    expect(of(label, age).outcome === 'delete').toBe(gone);
  });

  it('is for those who switched it on', () => {
    expect(of('1d', 9, { honourExpiresAfter: false }).outcome).toBe('keep');
    expect(of('1d', 9).reason).toEqual({ kind: 'expired', label: '1d', at: ago(8) });
  });

  it('takes of an index the platform that lasts longest', () => {
    const result = (labels: (string | null)[]) =>
      planned([tag('a')], [], { honourExpiresAfter: true }, [
        index('a', ['x', 'y']),
        image('x', { expiresAfter: labels[0]! }),
        image('y', { expiresAfter: labels[1]! }),
      ]);
    expect(deleted(result(['1d', '2d']))).toEqual(['a']);
    expect(deleted(result(['1d', '30w']))).toEqual([]);
    expect(deleted(result(['1d', 'soon']))).toEqual([]);
  });

  it('takes no place among the newest from what stays', () => {
    const [expiring, manifest] = labelled('a', '2d', 3);
    const result = planned(
      [expiring, ...pushed({ b: 4, c: 5 })],
      [deleteRule({ keepNewest: 1 })],
      { honourExpiresAfter: true },
      [manifest],
    );
    expect(deleted(result)).toEqual(['a', 'c']);
  });
});

describe('ages', () => {
  const reproducible = Date.UTC(1980, 0, 1, 0, 0, 1);

  it.each<[Partial<TagSnapshot>, Partial<ManifestSnapshot>, object]>([
    [{}, { builtAt: ago(9) }, { source: 'push', at: ago(100) }],
    [{ name: '1.2.3', pushedAt: null }, { builtAt: ago(9) }, { source: 'semver', at: ago(9) }],
    [{ name: '1.2.3', pushedAt: null }, { builtAt: 0 }, { source: 'semver', at: null }],
    [{ pushedAt: null }, { builtAt: ago(9) }, { source: 'built', at: ago(9) }],
    [{ pushedAt: null }, { builtAt: 0 }, { source: 'unknown', at: null }],
    [{ pushedAt: null }, { builtAt: reproducible }, { source: 'unknown', at: null }],
    [{ pushedAt: null }, { builtAt: NOW + 1 }, { source: 'unknown', at: null }],
    [{ pushedAt: null }, {}, { source: 'unknown', at: null }],
  ])('of tag %j on %j is %j', (facts, of, age) => {
    const one = { ...tag('a'), ...facts };
    expect(planned([one], [], {}, [image('a', of)]).tags[0]!.age).toEqual(age);
  });

  it('of an index is that of its latest platform', () => {
    const manifests = [
      index('a', ['x', 'y', 'z']),
      image('x', { builtAt: ago(9) }),
      image('y', { builtAt: ago(7) }),
      image('z', { builtAt: 0 }),
    ];
    expect(planned([adopted('a')], [], {}, manifests).tags[0]!.age).toEqual({ source: 'built', at: ago(7) });
  });
});
