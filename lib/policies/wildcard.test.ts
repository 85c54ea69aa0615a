import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesWildcard } from './wildcard.ts';

describe('matchesWildcard', () => {
  it.each([
    ['main', 'main', true],
    ['main', 'mains', false],
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['*', 'a/b', false],
    ['**', 'a/b', true],
    ['repo:acme/*:ref:refs/heads/main', 'repo:acme/app:ref:refs/heads/main', true],
    ['repo:acme/*:ref:refs/heads/main', 'repo:acme/app/x:ref:refs/heads/main', false],
    ['repo:acme/**', 'repo:acme/app:ref:refs/heads/main', true],
    ['a*b*c', 'aXbbXc', true],
    ['a*b*c', 'aXc', false],
    ['a.c', 'abc', false],
    ['{a,b}?', '{a,b}?', true],
    ['é*', 'é😀', true],
    ['***', 'a/b', true],
  ])('%j on %j: %s', (pattern, text, expected) => expect(matchesWildcard(pattern, text)).toBe(expected));

  it('is what a regular expression made of the pattern says', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', ':', '*', '.'), maxLength: 12 });
    fc.assert(
      fc.property(text, text, (pattern, value) => {
        const source = pattern.replace(/\*\*|\*|[./]/g, (part) =>
          part === '**' ? '[^]*' : part === '*' ? '[^/]*' : `\\${part}`,
        );
        return matchesWildcard(pattern, value) === new RegExp(`^${source}$`, 'u').test(value);
      }),
    );
  });

  it('comes to an end with a pattern that is meant not to', () => {
    expect(matchesWildcard('*a'.repeat(200), `${'a'.repeat(5_000)}/`)).toBe(false);
  });
});
