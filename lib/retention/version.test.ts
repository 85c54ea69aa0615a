import { describe, expect, it } from 'vitest';
import { rankedVersion } from './version.ts';

describe('rankedVersion', () => {
  it.each<[tag: string, major: string, minor: string | null, prerelease: boolean]>([
    ['1.2.3', '1', '2', false],
    ['v01.002.3', '1', '2', false],
    ['1.2', '1', '2', false],
    ['1', '1', null, false],
    ['1.2.3-rc.1', '1', '2', true],
    ['1.2.3-RC1', '1', '2', true],
    ['1.2.3-alpha', '1', '2', true],
    ['1.2.3-alpine', '1', '2', false],
    ['1.2.3-slim-beta2', '1', '2', true],
    ['1.2.3-pr-12', '1', '2', true],
    ['1.2.3-2', '1', '2', false],
    ['1.2.3_dev', '1', '2', true],
  ])('%s', (tag, major, minor, prerelease) => {
    expect(rankedVersion(tag)).toMatchObject({ major, minor, prerelease });
  });

  it.each(['latest', 'pr-1', 'vnext', '1a2b3c4', ''])('knows no version in %j', (tag) => {
    expect(rankedVersion(tag)).toBeNull();
  });

  it('ranks by precedence, and what stands for several above them', () => {
    const tags = ['1.9.9', '1.10.0-rc.1', '1.10.0', '1.10.11', '1.10', '1', '2.0.0', 'v2.0.1'];
    const ranked = [...tags]
      .reverse()
      .sort((a, b) => (rankedVersion(a)!.key < rankedVersion(b)!.key ? -1 : 1));
    expect(ranked).toEqual(tags);
  });
});
