import { describe, expect, it } from 'vitest';
import { compileTagRegex, tagRegexProblem } from './tag-regex.ts';

describe('compileTagRegex', () => {
  it.each<[pattern: string, matching: string[], other: string[]]>([
    ['v\\d+', ['v1', 'v12'], ['v1.0', 'xv1', 'V1', '']],
    ['pr-\\d+|main', ['pr-1', 'main'], ['pr-', 'mains', 'xpr-1']],
    ['(?i)rc.*', ['RC1', 'rc'], ['1rc']],
    ['.*', ['', 'a'], []],
  ])('%s', (pattern, matching, other) => {
    const { matches } = compileTagRegex(pattern);
    expect(matching.filter((tag) => !matches(tag))).toEqual([]);
    expect(other.filter(matches)).toEqual([]);
  });

  it.each([
    ['(\\d+)\\.(\\d+)\\.\\d+', '1.2.3', '1 2'],
    ['(a)?b', 'b', ''],
    ['pr-\\d+', 'pr-7', 'pr-7'],
    ['v(\\d+)', '1', null],
  ])('%s captures of %s', (pattern, tag, captured) => {
    expect(compileTagRegex(pattern).captured(tag)).toBe(captured);
  });

  it.each([
    ['', 'it is empty'],
    ['a'.repeat(256), 'more than 255'],
    ['release(a', 'unclosed group at 8'],
    ['(a(b', 'unclosed group at 3'],
    ['\\(([)](a', 'unclosed group at 7'],
    ['a)', 'the ) at 2 closes nothing'],
    ['x[])]y)', 'the ) at 7 closes nothing'],
    ['x[a', 'unclosed [ at 2'],
    ['ab\\q', 'invalid escape sequence at 3'],
    ['a{3,2}', 'invalid repeat count at 2'],
    ['ab\\', 'trailing backslash at end of expression at 3'],
    ['v(?!1)', 'look-around at 2'],
    ['(?<=v)1', 'look-around at 1'],
    ['(a)\\1', 'the back-reference at 4'],
    ['([ab]{1000})([ab]{1000})([ab]{1000})', 'repetitions multiply'],
  ])('refuses %j', (pattern, problem) => {
    expect(tagRegexProblem(pattern)).toContain(problem);
    expect(() => compileTagRegex(pattern)).toThrow(problem);
  });

  it('is not brought to its knees by a pattern', () => {
    expect(compileTagRegex('(a*)*b').matches('a'.repeat(5_000))).toBe(false);
  });
});
