import { describe, expect, it } from 'vitest';
import { claimsMatch } from './claims-match.ts';

const claims = {
  iss: 'https://token.actions.githubusercontent.com',
  aud: ['registry.example.com', 'other'],
  sub: 'repo:acme/app:ref:refs/heads/main',
  repository: 'acme/app',
  protected: true,
  run: 7,
  groups: ['a', 'b'],
  nested: { repository: 'acme/app' },
  nothing: null,
};
const matches = (asked: Record<string, string>, audience = 'registry.example.com', given: object = claims) =>
  claimsMatch({ audience, claims: asked }, given as Record<string, unknown>);

describe('claimsMatch', () => {
  it.each<[Record<string, string>, boolean]>([
    [{ repository: 'acme/app' }, true],
    [{ repository: 'acme/*' }, true],
    [{ repository: '*' }, false],
    [{ repository: '**' }, true],
    [{ repository: 'acme/ap' }, false],
    [{ repository: 'Acme/app' }, false],
    [{ sub: 'repo:acme/app:ref:refs/heads/*' }, true],
    [{ sub: 'repo:acme/*:ref:refs/heads/main' }, true],
    [{ sub: 'repo:acme/*' }, false],
    [{ repository: 'acme/app', sub: 'repo:acme/other:**' }, false],
    [{ protected: 'true', run: '7' }, true],
    [{ groups: 'b' }, true],
    [{ groups: 'c' }, false],
    [{ nested: '**' }, false],
    [{ nothing: '**' }, false],
    [{ missing: '**' }, false],
    [{ constructor: '**' }, false],
    [{}, false],
  ])('%j: %s', (asked, expected) => expect(matches(asked)).toBe(expected));

  it('asks for the audience, one of several', () => {
    const asked = { repository: 'acme/app' };
    expect(matches(asked, 'other')).toBe(true);
    expect(matches(asked, 'oth*')).toBe(false);
    expect(matches(asked, 'third')).toBe(false);
    expect(matches(asked, 'one', { ...claims, aud: 'one' })).toBe(true);
    expect(matches(asked, 'one', { repository: 'acme/app' })).toBe(false);
  });
});
