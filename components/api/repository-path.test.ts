import { describe, expect, it } from 'vitest';
import { manifestHref, repositoryHref, splitRepositoryPath, tagHref } from './repository-path.ts';

describe('splitRepositoryPath', () => {
  it.each([
    [['nginx'], { name: 'nginx', rest: [] }],
    [['acme', 'team', 'web'], { name: 'acme/team/web', rest: [] }],
    [['acme', 'api', '-', 'tags', 'v1'], { name: 'acme/api', rest: ['tags', 'v1'] }],
    [
      ['acme', 'api', '-', 'manifests', 'sha256%3Aab'],
      { name: 'acme/api', rest: ['manifests', 'sha256:ab'] },
    ],
  ])('splits %j', (segments, expected) => {
    expect(splitRepositoryPath(segments)).toEqual(expected);
  });
});

describe('addresses', () => {
  it('keep slashes plain and put /-/ before what follows the name', () => {
    expect(repositoryHref('acme/api')).toBe('/repositories/acme/api');
    expect(tagHref('acme/api', 'v1')).toBe('/repositories/acme/api/-/tags/v1');
    expect(manifestHref('nginx', 'sha256:ab')).toBe('/repositories/nginx/-/manifests/sha256:ab');
  });
});
