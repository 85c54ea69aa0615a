import { describe, expect, it } from 'vitest';
import { formatScope, MAX_SCOPES, parseScopes } from './scope.ts';

describe('parseScopes', () => {
  it.each<[string, string[], string[]]>([
    ['one', ['repository:acme/api:pull'], ['repository:acme/api:pull']],
    ['actions in one order', ['repository:acme/api:push,pull'], ['repository:acme/api:pull,push']],
    ['star', ['repository:acme/api:*'], ['repository:acme/api:pull,push,delete']],
    ['star among others', ['repository:a:pull,*'], ['repository:a:pull,push,delete']],
    [
      'several in one parameter',
      ['repository:a:pull repository:b:push'],
      ['repository:a:pull', 'repository:b:push'],
    ],
    [
      'several parameters',
      ['repository:a:pull', 'repository:b:pull'],
      ['repository:a:pull', 'repository:b:pull'],
    ],
    ['the same twice', ['repository:a:pull', 'repository:a:push'], ['repository:a:pull,push']],
    ['a class', ['repository(plugin):a:pull'], ['repository:a:pull']],
    ['the catalog', ['registry:catalog:*'], ['registry:catalog:*']],
    ['none', [], []],
    ['empty', ['', ' '], []],
  ])('%s', (_, parameters, expected) => {
    expect(parseScopes(parameters).map(formatScope)).toEqual(expected);
  });

  it.each([
    'repository:acme/api',
    'repository:acme/api:',
    'repository:acme/api:admin',
    'repository:ACME:pull',
    'repository:a//b:pull',
    'repository:../a:pull',
    'repository::pull',
    'registry:catalog:pull',
    'registry:other:*',
    'project:acme:*',
    'pull',
    'repository:a:pull\u0000',
  ])('%s asks for nothing', (text) => {
    expect(parseScopes([text])).toEqual([]);
  });

  it('reads a bounded number', () => {
    const many = Array.from({ length: MAX_SCOPES + 10 }, (_, i) => `repository:r${i}:pull`);
    expect(parseScopes([many.join(' ')])).toHaveLength(MAX_SCOPES);
  });
});
