import { describe, expect, it } from 'vitest';
import { closestTag } from './closest.ts';
import { deleteRule, repository, snapshot, tag } from './test-factories.ts';

const hint = (include: string[], tags: string[]) =>
  closestTag(
    deleteRule({ tags: { include, exclude: [] } }),
    snapshot([repository(tags.map((name) => tag(name)))]),
  )?.tag ?? null;

describe('closestTag', () => {
  it.each([
    [['pr-*'], ['v1.0.0', 'pr_12', 'latest'], 'pr_12'],
    [['PR-*'], ['latest', 'pr-7'], null],
    [['release-?.?'], ['release-1', 'realease-1.2'], 'realease-1.2'],
    [['{pr,build}-*'], ['main', 'bild-1'], 'bild-1'],
    [['nightly'], ['nightly2', 'nightly1'], 'nightly1'],
    [['nightly'], ['v1', 'v2'], null],
    [['nightly'], [], null],
  ])('of %j among %j is %j', (globs, tags, closest) => {
    expect(hint(globs, tags)).toBe(closest);
    expect(hint(globs, [...tags].reverse())).toBe(closest);
  });

  it('knows none for a regular expression or for a rule about all tags', () => {
    const tags = snapshot([repository([tag('pr_1')])]);
    expect(closestTag(deleteRule({ tags: { regex: 'pr-1' } }), tags)).toBeNull();
    expect(closestTag(deleteRule(), tags)).toBeNull();
  });
});
