import { describe, expect, it } from 'vitest';
import type { RetentionReason } from '#lib/schemas/retention.ts';
import cleanup from '../messages/en/cleanup.json' with { type: 'json' };
import { explain } from './reason.ts';

const NOW = Date.parse('2026-11-24T12:00:00.000Z');
const daysAgo = (days: number) => new Date(NOW - days * 86_400_000).toISOString();
const at = daysAgo(41);

const REASONS: [RetentionReason, rule: string | null, keys: string[]][] = [
  [{ kind: 'rule', rule: 'r2', facts: [] }, 'r2', ['allSelected']],
  [
    {
      kind: 'rule',
      rule: 'r2',
      facts: [
        { kind: 'newest', place: 9, newest: 3, by: 'push', group: null },
        { kind: 'size-above', total: 2, bytes: 1, group: null },
        { kind: 'older-than', at, days: 14, source: 'push' },
        { kind: 'not-pulled', since: at, days: 30 },
      ],
    },
    'r2',
    ['old', 'notPulled', 'sizeAbove', 'notAmong'],
  ],
  [
    { kind: 'spared', rule: 'r1', because: { kind: 'newest', place: 2, newest: 3, by: 'push', group: null } },
    'r1',
    ['among'],
  ],
  [{ kind: 'spared', rule: 'r1', because: { kind: 'younger-than', at, days: 90 } }, 'r1', ['young']],
  [{ kind: 'spared', rule: 'r1', because: { kind: 'pulled-within', at, days: 90 } }, 'r1', ['pulledWithin']],
  [
    { kind: 'spared', rule: 'r1', because: { kind: 'size-within', total: 1, bytes: 2, group: null } },
    'r1',
    ['sizeWithin'],
  ],
  [{ kind: 'spared', rule: 'r1', because: { kind: 'unknown', what: 'pulls' } }, 'r1', ['unknown.pulls']],
  [{ kind: 'keep-rule', rule: 'k', because: { kind: 'selected' } }, 'k', ['allSelected']],
  [{ kind: 'keep-rule', rule: 'k', because: { kind: 'pushed-within', at, days: 90 } }, 'k', ['pushedWithin']],
  [{ kind: 'locked', why: 'Locked by ann.' }, null, ['locked']],
  [{ kind: 'pinned', digest: 'sha256:a' }, null, ['pinned']],
  [{ kind: 'in-use', digest: 'sha256:a', sources: ['one', 'two'] }, null, ['inUse']],
  [{ kind: 'grace', from: 'found', until: at }, null, ['grace.found']],
  [{ kind: 'used', by: 'head', at, until: at }, null, ['used.head']],
  [{ kind: 'statistics-unknown', since: null, until: null }, null, ['neverCounted']],
  [{ kind: 'statistics-unknown', since: at, until: null }, null, ['countedSince']],
  [{ kind: 'index-doubt', since: at }, null, ['indexDoubt']],
  [{ kind: 'expired', label: '2w', at }, null, ['expired']],
  [{ kind: 'replaced', at, usedAt: null, days: 30, buildCache: false }, null, ['replaced']],
  [{ kind: 'replaced', at, usedAt: null, days: 2, buildCache: true }, null, ['buildCache']],
  [{ kind: 'last-tag', tags: ['a'] }, null, ['lastTag']],
  [{ kind: 'parent', digest: 'sha256:a' }, null, ['parent']],
  [{ kind: 'unmatched' }, null, ['unmatched']],
  [{ kind: 'left-behind', at, until: at }, null, ['leftBehind']],
  [{ kind: 'left-behind', at, until: null }, null, ['leftBehindForGood']],
  [{ kind: 'subject', digest: 'sha256:a' }, null, ['subject']],
  [{ kind: 'subject-unknown', digest: 'sha256:a' }, null, ['subjectUnknown']],
  [{ kind: 'needed', digest: 'sha256:a' }, null, ['needed']],
  [{ kind: 'error', message: 'no' }, null, ['error']],
];

describe('explain', () => {
  it.each(REASONS)('%j', (reason, rule, keys) => {
    const explained = explain(reason, NOW);
    expect(explained.rule).toBe(rule);
    expect(explained.words.map(({ key }) => key)).toEqual(keys);
  });

  it.each(REASONS)('has a text that fills in just what is given: %j', (reason) => {
    for (const { key, values } of explain(reason, NOW).words) {
      const text = textOf(key);
      expect(text).toBeTypeOf('string');
      for (const [, name = ''] of text.matchAll(/\{(\w+)/g)) expect(Object.keys(values)).toContain(name);
    }
  });

  it.each([
    [41.9, 41],
    [13.999, 14],
  ])('counts whole days, and no less than the rule asks: %d', (days, said) => {
    const reason: RetentionReason = {
      kind: 'rule',
      rule: 'r2',
      facts: [{ kind: 'older-than', at: daysAgo(days), days: 14, source: 'push' }],
    };
    expect(explain(reason, NOW).words[0]?.values).toEqual({ days: said });
  });
});

function textOf(key: string): string {
  return key
    .split('.')
    .reduce<unknown>((texts, part) => (texts as Record<string, unknown>)[part], cleanup.reasons) as string;
}
