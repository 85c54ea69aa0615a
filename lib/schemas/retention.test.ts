import { describe, expect, expectTypeOf, it } from 'vitest';
import type {
  Age,
  Blocker,
  DeleteRule,
  KeepRule,
  ManifestVerdict,
  Outcome,
  Policy,
  Reason,
  RuleCount,
  TagVerdict,
  Totals,
} from '#lib/retention/types.ts';
import type {
  RetentionManifestVerdict,
  RetentionPolicy,
  RetentionPreview,
  RetentionReason,
  RetentionRule,
  RetentionTagVerdict,
} from './retention.ts';
import { MAX_RULES, retentionPolicy } from './retention.ts';

const aRule = { id: 'r1', action: 'delete' };

describe('retentionPolicy', () => {
  it('has the types of the engine, with times as texts', () => {
    // Both ways, as the engine's rules are intersections.
    expectTypeOf<RetentionPolicy>().toExtend<Policy>();
    expectTypeOf<Policy>().toExtend<RetentionPolicy>();
    expectTypeOf<keyof Extract<RetentionRule, { action: 'delete' }>>().toEqualTypeOf<keyof DeleteRule>();
    expectTypeOf<keyof Extract<RetentionRule, { action: 'keep' }>>().toEqualTypeOf<keyof KeepRule>();
    expectTypeOf<RetentionReason>().toEqualTypeOf<Reason<string>>();
    expectTypeOf<RetentionTagVerdict['outcome']>().toEqualTypeOf<Outcome>();
    expectTypeOf<keyof RetentionTagVerdict>().toEqualTypeOf<keyof TagVerdict>();
    expectTypeOf<keyof RetentionManifestVerdict>().toEqualTypeOf<keyof ManifestVerdict>();
    expectTypeOf<RetentionManifestVerdict['role']>().toEqualTypeOf<ManifestVerdict['role']>();
    expectTypeOf<RetentionTagVerdict['age']['source']>().toEqualTypeOf<Age['source']>();
    expectTypeOf<RetentionPreview['totals']>().toEqualTypeOf<Totals>();
    expectTypeOf<RetentionPreview['blocked'][number]['kind']>().toEqualTypeOf<Blocker['kind']>();
    expectTypeOf<Omit<RetentionPreview['rules'][number], 'closest'>>().toEqualTypeOf<RuleCount>();
  });

  it('is careful when nothing is said', () => {
    expect(retentionPolicy.parse({ rules: [aRule] })).toEqual({
      graceHours: 24,
      usedWithinDays: 7,
      honourExpiresAfter: false,
      replaced: { afterDays: 30, buildCacheDays: 2 },
      rules: [
        {
          id: 'r1',
          name: '',
          action: 'delete',
          repositories: { include: ['**'], exclude: [] },
          tags: null,
          selects: 'tagged',
          onlyPrereleases: false,
          groupBy: { by: 'repository' },
          newestBy: 'push',
          keepNewest: null,
          olderThanDays: null,
          notPulledForDays: null,
          totalSizeAboveBytes: null,
        },
      ],
    });
  });

  it.each<[what: string, input: object, path: string, message: string]>([
    ['an unknown field', { older: 3 }, '', 'Unrecognized key: "older"'],
    ['no grace', { graceHours: 0 }, 'graceHours', 'At least 1 hour'],
    ['half a day', { usedWithinDays: 0.5 }, 'usedWithinDays', 'Whole days.'],
    ['no action', { rules: [{ id: 'a' }] }, 'rules.0.action', 'action "delete" or "keep"'],
    ['ids that are the same', { rules: [aRule, aRule] }, 'rules.1.id', 'Two rules have the id r1'],
    [
      'too many rules',
      { rules: Array.from({ length: MAX_RULES + 1 }, (_, i) => ({ ...aRule, id: `r${i}` })) },
      'rules',
      `At most ${MAX_RULES} rules`,
    ],
    [
      'a broken glob',
      { rules: [{ ...aRule, tags: { include: ['v{1'] } }] },
      'rules.0.tags.include.0',
      'The { at 2 has no }',
    ],
    [
      'a broken regex',
      { rules: [{ ...aRule, tags: { regex: 'v1\\.(a|b' } }] },
      'rules.0.tags.regex',
      'Regular expression: unclosed group at 5.',
    ],
    [
      'globs and a regex',
      { rules: [{ ...aRule, tags: { regex: 'a', include: ['a'] } }] },
      'rules.0.tags',
      'Give either globs',
    ],
    [
      'no repository',
      { rules: [{ ...aRule, repositories: { include: [] } }] },
      'rules.0.repositories.include',
      'at least one pattern',
    ],
    [
      'a group that does not parse',
      { rules: [{ ...aRule, groupBy: { by: 'regex', regex: '(' } }] },
      'rules.0.groupBy.regex',
      'unclosed group at 1',
    ],
    [
      'keep rules with ages of delete rules',
      { rules: [{ ...aRule, action: 'keep', olderThanDays: 3 }] },
      'rules.0',
      'Unrecognized key: "olderThanDays"',
    ],
    [
      'tags of what has none',
      { rules: [{ ...aRule, selects: 'untagged', tags: { include: ['v*'] } }] },
      'rules.0.tags',
      'What has no tag',
    ],
    ['keeping none', { rules: [{ ...aRule, keepNewest: 0 }] }, 'rules.0.keepNewest', 'At least 1'],
  ])('refuses %s', (_what, input, path, message) => {
    const issues = retentionPolicy.safeParse(input).error?.issues ?? [];
    expect(issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n')).toContain(
      `${path}: `,
    );
    expect(issues.find((issue) => issue.path.join('.') === path)?.message).toContain(message);
  });
});
