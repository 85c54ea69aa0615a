import { describe, expect, it } from 'vitest';
import { protector } from './protection.ts';

const rule = (repositories: string, tags: string, id = 1) => ({ id, repositories, tags });
const lock = { who: 'ann', at: new Date(0), note: null };

describe('protector', () => {
  it.each<[repository: string, globs: [string, string], tag: string, protects: boolean]>([
    ['acme/api', ['**', 'v*'], 'v1.0', true],
    ['acme/api', ['**', 'v*'], 'latest', false],
    ['acme/api', ['api', '*'], 'latest', true],
    ['acme/api', ['acme/api', '*'], 'latest', true],
    ['acme/api', ['*', '*'], 'latest', true],
    ['acme/team/web', ['*', '*'], 'latest', false],
    ['acme/team/web', ['team/*', '*'], 'latest', true],
    ['acme/team/web', ['acme/**', '*'], 'latest', true],
    ['acme/team/web', ['web', '*'], 'latest', false],
    ['nginx', ['nginx', '*'], 'latest', true],
    ['nginx', ['library/nginx', '*'], 'latest', false],
    ['acme/api', ['**', '*'], `sha256-${'a'.repeat(64)}`, false],
    ['acme/api', ['**', '*'], `sha256-${'a'.repeat(64)}.sig`, true],
  ])('%s by the rule %j: %s %s', (repository, globs, tag, protects) => {
    const found = protector([rule(...globs)], repository)(tag, null);
    expect(found).toEqual(protects ? { by: 'rule', rule: rule(...globs) } : null);
  });

  it('names the lock before a rule, and of rules the first', () => {
    const rules = [rule('other', '*', 1), rule('**', 'v*', 2), rule('**', '*', 3)];
    const protect = protector(rules, 'acme/api');
    expect(protect('v1', lock)).toEqual({ by: 'lock', lock });
    expect(protect('v1', null)).toMatchObject({ rule: { id: 2 } });
    expect(protect('main', null)).toMatchObject({ rule: { id: 3 } });
    expect(protector([], 'acme/api')('v1', null)).toBeNull();
  });
});
