import { describe, expect, it } from 'vitest';
import {
  ago,
  DAY,
  deleted,
  deleteRule,
  digestOf,
  HOUR,
  image,
  index,
  keepRule,
  NOW,
  planned,
  tag,
  verdictOn,
} from './test-factories.ts';
import type { ManifestSnapshot, TagSnapshot } from './types.ts';

describe('protections', () => {
  it.each<[kind: string, facts: Partial<TagSnapshot>]>([
    ['locked', { locked: 'Locked by ann: the demo needs it.' }],
    ['grace', { pushedAt: NOW - DAY + 1 }],
    ['grace', { pushedAt: NOW + HOUR }],
    ['grace', { restoredAt: ago(0.5) }],
    ['grace', { pushedAt: null, seenAt: ago(0.5) }],
    ['used', { lastPulledAt: ago(6.9) }],
    ['used', { lastUsedAt: ago(6.9) }],
    ['statistics-unknown', { countedSince: null }],
    ['statistics-unknown', { countedSince: ago(3) }],
  ])('%s: %j', (kind, facts) => {
    const result = planned([tag('a', facts), tag('b')], [deleteRule()], { usedWithinDays: 7 });
    expect(deleted(result)).toEqual(['b']);
    expect(verdictOn(result, 'a')).toMatchObject({ outcome: 'protected', reason: { kind } });
  });

  it.each<[kind: string, facts: Partial<ManifestSnapshot>]>([
    ['pinned', { pinned: true }],
    ['in-use', { inUse: ['east', 'blue'] }],
    ['used', { lastPulledAt: ago(1) }],
  ])('%s, of the manifest or of one beneath it', (kind, facts) => {
    const of = (...manifests: ManifestSnapshot[]) =>
      verdictOn(planned([tag('a')], [deleteRule()], { usedWithinDays: 7 }, manifests), 'a');
    expect(of(image('a', facts))).toMatchObject({ outcome: 'protected', reason: { kind } });
    expect(of(index('a', ['inner']), index('inner', ['arm']), image('arm', facts))).toMatchObject({
      outcome: 'protected',
      reason: { kind },
    });
  });

  it('says how long they last, and who reported', () => {
    const of = (facts: Partial<TagSnapshot>, manifests: ManifestSnapshot[] = []) =>
      verdictOn(planned([tag('a', facts)], [deleteRule()], { usedWithinDays: 7 }, manifests), 'a').reason;
    expect(of({ pushedAt: ago(0.5) })).toEqual({ kind: 'grace', from: 'push', until: ago(-0.5) });
    expect(of({ lastUsedAt: ago(2) })).toEqual({ kind: 'used', by: 'head', at: ago(2), until: ago(-5) });
    expect(of({ countedSince: ago(3) })).toEqual({
      kind: 'statistics-unknown',
      since: ago(3),
      until: ago(-4),
    });
    expect(of({}, [image('a', { inUse: ['east', 'blue'] })])).toEqual({
      kind: 'in-use',
      digest: digestOf('a'),
      sources: ['blue', 'east'],
    });
  });

  it('need no statistics where the policy does not ask for uses', () => {
    expect(deleted(planned([tag('a', { countedSince: null })], [deleteRule()]))).toEqual(['a']);
  });

  it('know all uses of what was pushed after counting began', () => {
    const tags = [tag('a', { pushedAt: ago(5), countedSince: ago(6) })];
    expect(deleted(planned(tags, [deleteRule()], { usedWithinDays: 7 }))).toEqual(['a']);
  });

  it('are told strongest first', () => {
    const tags = [tag('a', { locked: 'Locked.', pushedAt: ago(0.1), lastPulledAt: ago(0.1) })];
    expect(verdictOn(planned(tags, [keepRule(), deleteRule()], { usedWithinDays: 7 }), 'a').reason.kind).toBe(
      'locked',
    );
  });
});
