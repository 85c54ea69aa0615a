import { AppError } from '../errors/app-error.ts';
import type { GlobNode } from './glob-syntax.ts';
import { parseGlob } from './glob-syntax.ts';

/**
 * The regular expression, anchored, that says the same as `compileGlob` of the pattern: for the database, which has no globs. It is
 * also one in JavaScript. Postgres matches it in linear time, as it has no back reference.
 * @throws AppError REQUEST_INVALID saying what is wrong with the pattern and where
 */
export function globRegex(pattern: string): string {
  const parsed = parseGlob(pattern);
  if ('problem' in parsed) throw new AppError('REQUEST_INVALID', parsed.problem);
  return `^${sequence(parsed.nodes)}$`;
}

function sequence(nodes: GlobNode[]): string {
  return nodes.map(regexOf).join('');
}

function regexOf(node: GlobNode): string {
  switch (node.kind) {
    case 'text':
      return node.text.replaceAll('.', '[.]');
    case 'one':
      return '[^/]';
    case 'many':
      return node.across ? '.*' : '[^/]*';
    case 'segments':
      return '(?:.*/)?';
    case 'either':
      return `(?:${node.options.map(sequence).join('|')})`;
  }
}
