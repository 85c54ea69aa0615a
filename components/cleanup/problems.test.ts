import { describe, expect, it } from 'vitest';
import { retentionPolicy } from '#lib/schemas/retention.ts';
import { newRule, withRule } from './draft.ts';
import { checkPolicy } from './problems.ts';

const empty = retentionPolicy.parse({});
const good = withRule(empty, newRule(empty));

describe('checkPolicy', () => {
  it('hands a draft without problems on as it is', () => {
    expect(checkPolicy(good)).toEqual({ valid: good, byRule: new Map(), rest: {} });
  });

  it('says of a rule which part is wrong, and where', () => {
    const rules = [{ ...good.rules[0]!, tags: { regex: 'v1\\.(a|b' }, olderThanDays: 0 }];
    const { valid, byRule } = checkPolicy({ ...good, rules });
    expect(valid).toBeNull();
    expect(byRule.get('r1')).toEqual([
      { field: 'tags', message: 'Regular expression: unclosed group at 5.' },
      { field: 'olderThanDays', message: 'At least 1 day.' },
    ]);
  });

  it('says what is wrong beside the rules', () => {
    const { valid, rest } = checkPolicy({ ...good, graceHours: 0 });
    expect(valid).toBeNull();
    expect(rest.graceHours).toContain('At least 1 hour');
  });
});
