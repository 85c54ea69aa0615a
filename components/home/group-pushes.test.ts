import { describe, expect, it } from 'vitest';
import type { TagEvent } from '#lib/schemas/repositories.ts';
import { groupPushes } from './group-pushes.ts';

const START = Date.UTC(2026, 10, 23, 12);
const push = (repository: string, tag: string, actor: string | null, minutesAgo: number): TagEvent => ({
  repository,
  tag,
  actor,
  kind: 'pushed',
  fromDigest: null,
  toDigest: null,
  at: new Date(START - minutesAgo * 60_000).toISOString(),
});

describe('groupPushes', () => {
  it('puts together what one person pushed to one repository within minutes', () => {
    const groups = groupPushes([
      push('a/x', '3', 'ann', 0),
      push('a/x', '2', 'ann', 1),
      push('a/x', '1', 'ann', 9),
    ]);
    expect(groups).toHaveLength(1);
    expect(groups[0]).toMatchObject({ repository: 'a/x', actor: 'ann', at: new Date(START).toISOString() });
    expect(groups[0]!.events.map((event) => event.tag)).toEqual(['3', '2', '1']);
  });

  it('keeps apart other people, other repositories, and other times', () => {
    const groups = groupPushes([
      push('a/x', '4', 'ann', 0),
      push('a/x', '3', 'bob', 1),
      push('a/y', '2', 'bob', 1),
      push('a/y', '1', 'bob', 60),
    ]);
    expect(groups.map((group) => group.events.length)).toEqual([1, 1, 1, 1]);
  });
});
