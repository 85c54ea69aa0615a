import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GlobNode } from './glob-syntax.ts';
import { globRegex } from './glob-regex.ts';
import { parseGlob } from './glob-syntax.ts';
import { compileGlob, compileGlobs, globProblem } from './glob.ts';

describe('compileGlob', () => {
  it.each<[pattern: string, matching: string[], other: string[]]>([
    ['latest', ['latest'], ['Latest', 'latest1', '', 'lates']],
    ['v1.*', ['v1.', 'v1.0', 'v1.0.0-rc.1'], ['v1', 'v10', 'v1/0', 'v1x0']],
    ['*', ['', 'api', 'v1.0'], ['acme/api']],
    ['**', ['', 'api', 'acme/team/web'], []],
    ['?', ['a'], ['', 'ab', '/']],
    ['pr-?*', ['pr-1', 'pr-12'], ['pr-', 'pr_1']],
    ['acme/*', ['acme/api', 'acme/'], ['acme/team/web', 'acme', 'xacme/api']],
    ['acme/**', ['acme/api', 'acme/team/web'], ['acme', 'acmes/api']],
    ['**/api', ['api', 'acme/api', 'acme/team/api'], ['acme/xapi', 'api/v1']],
    ['acme/**/api', ['acme/api', 'acme/team/api', 'acme/a/b/api'], ['acmeapi', 'acme/xapi']],
    ['acme/t**m', ['acme/tm', 'acme/team', 'acme/t/e/am'], ['acme/te']],
    ['***', ['', 'a/b'], []],
    ['{main,release-*}', ['main', 'release-1', 'release-'], ['mains', 'release']],
    ['v{1,2{a,b}}.?', ['v1.0', 'v2a.0', 'v2b.1'], ['v2.0', 'v12a.0']],
    ['1.0{,-alpine}', ['1.0', '1.0-alpine'], ['1.0-', '1.0-alpin']],
    ['{**/,}web', ['web', 'a/web', 'a/b/web'], ['xweb']],
    ['a{}b', ['ab'], ['a{}b']],
    ['1.0', ['1.0'], ['1x0']],
  ])('%s', (pattern, matching, other) => {
    const matches = compileGlob(pattern);
    expect(matching.filter((text) => !matches(text))).toEqual([]);
    expect(other.filter(matches)).toEqual([]);
  });

  it.each([
    ['', 'An empty pattern'],
    ['a'.repeat(256), 'at most 255'],
    ['{a,b', 'The { at 1 has no }'],
    ['x{a,{b}', 'The { at 2 has no }'],
    ['a}', 'The } at 2 closes nothing'],
    ['a,b', 'The comma at 2'],
    ['v[0-9]', '“[” (at 2)'],
    ['a b', '“ ” (at 2)'],
    ['{a,é}', '“é” (at 4)'],
    ['^v\\d+$', '“^” (at 1)'],
  ])('refuses %j', (pattern, problem) => {
    expect(globProblem(pattern)).toContain(problem);
    expect(() => compileGlob(pattern)).toThrow(problem);
  });

  it('says the same as a matcher that tries everything', () => {
    fc.assert(
      fc.property(aPattern, fc.array(aText, { minLength: 1, maxLength: 20 }), (pattern, texts) => {
        const parsed = parseGlob(pattern);
        if ('problem' in parsed) return;
        const matches = compileGlob(pattern);
        const regex = new RegExp(globRegex(pattern));
        for (const text of texts) {
          const expected = triesAll(parsed.nodes, text).has(text.length);
          expect([matches(text), regex.test(text)]).toEqual([expected, expected]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is not brought to its knees by a pattern', () => {
    // Backtracking would not end before the sun does.
    expect(compileGlob(`${'*a'.repeat(100)}b`)('a'.repeat(5_000))).toBe(false);
    expect(compileGlob(`**a${'?'.repeat(61)}`)('ab'.repeat(5_000))).toBe(true);
    expect(compileGlob('{**,**}'.repeat(30))('a/'.repeat(5_000))).toBe(true);
  });
});

describe('compileGlobs', () => {
  it('matches what any of them matches', () => {
    const matches = compileGlobs(['v*', 'latest']);
    expect(['v1', 'latest', 'main'].filter(matches)).toEqual(['v1', 'latest']);
    expect(compileGlobs([])('v1')).toBe(false);
  });
});

const aPattern = fc
  .array(fc.constantFrom('a', 'b', '/', '*', '**', '**/', '?', '{', ',', '}', '{a,b}'), {
    minLength: 1,
    maxLength: 10,
  })
  .map((parts) => parts.join(''));
const aText = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 12 });

/** Where in `text` a match of all of `nodes` that starts at `from` may end. */
function triesAll(nodes: GlobNode[], text: string, from = 0): Set<number> {
  let ends = new Set([from]);
  for (const node of nodes) ends = new Set([...ends].flatMap((at) => [...endsOf(node, text, at)]));
  return ends;
}

function endsOf(node: GlobNode, text: string, at: number): Iterable<number> {
  const rest = text.slice(at);
  const every = Array.from({ length: rest.length + 1 }, (_, length) => length);
  switch (node.kind) {
    case 'text':
      return rest.startsWith(node.text) ? [at + node.text.length] : [];
    case 'one':
      return rest !== '' && rest[0] !== '/' ? [at + 1] : [];
    case 'many':
      return every
        .filter((length) => node.across || !rest.slice(0, length).includes('/'))
        .map((length) => at + length);
    case 'segments':
      return every.filter((length) => length === 0 || rest[length - 1] === '/').map((length) => at + length);
    case 'either':
      return node.options.flatMap((option) => [...triesAll(option, text, at)]);
  }
}
