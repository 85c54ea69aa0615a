import { RE2JS, RE2JSSyntaxException } from 're2js';
import { AppError } from '../errors/app-error.ts';

/** As long as a glob may be; a tag has 128 characters. */
export const MAX_REGEX_LENGTH = 255;

/** Instructions: repetitions multiply, and a tag takes up to so many steps a character. Any pattern people write has a few hundred. */
export const MAX_REGEX_PROGRAM = 2_000;

export type TagRegex = {
  /** Whether the whole of the tag matches. */
  matches: (tag: string) => boolean;
  /** What its groups capture, joined; the whole match when it has no groups; null when the tag does not match. */
  captured: (tag: string) => string | null;
};

/**
 * Compiles a regular expression over whole tags, in RE2's syntax: no look-around and no back-references, and so in time
 * linear in the tag, whoever wrote the pattern.
 * @throws AppError REQUEST_INVALID saying what is wrong and where
 */
export function compileTagRegex(pattern: string): TagRegex {
  const compiled = compile(pattern);
  if ('problem' in compiled) throw new AppError('REQUEST_INVALID', compiled.problem);
  const { regex } = compiled;
  return {
    matches: (tag) => regex.testExact(tag),
    captured: (tag) => {
      const matcher = regex.matcher(tag);
      if (!matcher.matches()) return null;
      const groups = matcher.groupCount();
      if (groups === 0) return tag;
      return Array.from({ length: groups }, (_, i) => matcher.group(i + 1) ?? '').join(CAPTURE_SEPARATOR);
    },
  };
}

/** What is wrong with a pattern, as a sentence with the place (1 is the first character); null when nothing is. */
export function tagRegexProblem(pattern: string): string | null {
  const compiled = compile(pattern);
  return 'problem' in compiled ? compiled.problem : null;
}

/** No tag contains it, so that ("a", "bc") and ("ab", "c") stay two groups. */
const CAPTURE_SEPARATOR = ' ';

function compile(pattern: string): { regex: RE2JS } | { problem: string } {
  if (pattern === '') return problem('it is empty and matches no tag; write .* for every tag');
  if (pattern.length > MAX_REGEX_LENGTH) return problem(`it has more than ${MAX_REGEX_LENGTH} characters`);
  try {
    const regex = RE2JS.compile(pattern);
    if (regex.programSize() <= MAX_REGEX_PROGRAM) return { regex };
    return problem('its repetitions multiply to more than can be tried on every tag; use smaller counts');
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) return problem('it cannot be read');
    return problem(described(pattern, error.getDescription(), error.getPattern()));
  }
}

function problem(what: string): { problem: string } {
  return { problem: `Regular expression: ${what}.` };
}

/** RE2's words and the fragment it stumbled over (null: the end) as ours, with the place. */
function described(pattern: string, description: string, fragment: string | null): string {
  if (description === 'missing closing )') return `unclosed group at ${unclosedGroup(pattern) + 1}`;
  if (description === 'unexpected )') return `the ) at ${strayClose(pattern) + 1} closes nothing`;
  if (fragment === null) return `${description} at ${pattern.length}`;
  const at = pattern.indexOf(fragment) + 1;
  if (description === 'missing closing ]') return `unclosed [ at ${at}`;
  if (/^\((\?<?[=!])/.test(fragment)) return `look-around at ${at} is not in RE2's syntax`;
  if (/^\\[1-9]/.test(fragment)) return `the back-reference at ${at} is not in RE2's syntax`;
  return `${description} at ${at}`;
}

/** The innermost group that is open at the end. */
function unclosedGroup(pattern: string): number {
  const open: number[] = [];
  for (const [at, char] of parentheses(pattern)) {
    if (char === '(') open.push(at);
    else open.pop();
  }
  return open.at(-1) ?? 0;
}

function strayClose(pattern: string): number {
  let depth = 0;
  for (const [at, char] of parentheses(pattern)) {
    if (char === ')' && depth-- === 0) return at;
    if (char === '(') depth++;
  }
  return 0;
}

/** Those that group: neither escaped nor within a class. */
function* parentheses(pattern: string): Generator<[at: number, char: '(' | ')']> {
  let inClass = false;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]!;
    if (char === '\\') at++;
    else if (inClass) inClass = char !== ']';
    else if (char === '[') {
      inClass = true;
      // A ] that comes first is a member.
      if (pattern[at + 1] === '^') at++;
      if (pattern[at + 1] === ']') at++;
    } else if (char === '(' || char === ')') yield [at, char];
  }
}
