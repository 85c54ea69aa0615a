import { describe, expect, it } from 'vitest';
import type { RetentionRule } from '#lib/schemas/retention.ts';
import { differenceOf } from './closest.ts';

describe('differenceOf', () => {
  it.each<[tag: string, tags: RetentionRule['tags'], difference: string | null]>([
    ['pr_12', { include: ['pr-*'], exclude: [] }, 'underscore'],
    ['pr-12', { include: ['pr_*'], exclude: [] }, 'dash'],
    ['pr.12', { include: ['main', 'pr-*'], exclude: [] }, 'dot'],
    ['PR-12', { include: ['pr-*'], exclude: [] }, 'capitals'],
    ['release', { include: ['pr-*'], exclude: [] }, null],
    ['pr_12', { include: ['pr-{'], exclude: [] }, null],
    ['pr_12', { regex: 'pr-.*' }, null],
    ['pr_12', null, null],
  ])('%s against %j: %s', (tag, tags, difference) => {
    expect(differenceOf(tag, tags)).toBe(difference);
  });
});
