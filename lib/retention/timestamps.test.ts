import { describe, expect, it } from 'vitest';
import { retentionReason } from '#lib/schemas/retention.ts';
import { plan } from './plan.ts';
import { aPolicy, aSnapshot } from './test-arbitraries.ts';
import { NOW } from './test-factories.ts';
import { reasonWithTimestamps } from './timestamps.ts';
import fc from 'fast-check';

describe('reasonWithTimestamps', () => {
  it('makes texts of times, and of nothing else', () => {
    expect(
      reasonWithTimestamps({
        kind: 'rule',
        rule: 'a',
        facts: [
          { kind: 'older-than', at: Date.UTC(2026, 0, 2), days: 14, source: 'push' },
          { kind: 'newest', place: 4, newest: 3, by: 'push', group: null },
        ],
      }),
    ).toEqual({
      kind: 'rule',
      rule: 'a',
      facts: [
        { kind: 'older-than', at: '2026-01-02T00:00:00.000Z', days: 14, source: 'push' },
        { kind: 'newest', place: 4, newest: 3, by: 'push', group: null },
      ],
    });
    expect(reasonWithTimestamps({ kind: 'statistics-unknown', since: null, until: null })).toEqual({
      kind: 'statistics-unknown',
      since: null,
      until: null,
    });
  });

  it('gives every reason the shape that the API promises', () => {
    fc.assert(
      fc.property(aSnapshot, aPolicy, (snapshot, policy) => {
        const { tags, manifests } = plan(snapshot, policy, NOW);
        for (const { reason } of [...tags, ...manifests]) {
          const given = reasonWithTimestamps(reason);
          expect(retentionReason.parse(given)).toEqual(given);
        }
      }),
      { numRuns: 50 },
    );
  });
});
