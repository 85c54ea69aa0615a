import { describe, expect, it } from 'vitest';
import { retentionPolicy } from '#lib/schemas/retention.ts';
import {
  conditionsLeft,
  conditionsOf,
  isEverything,
  linesOf,
  patternsOf,
  valueOf,
  withValue,
} from './conditions.ts';
import { newRule, withAction } from './draft.ts';

const rule = newRule(retentionPolicy.parse({}));

describe('conditions of a rule', () => {
  it('are those it states, and the others can be added', () => {
    expect(conditionsOf(rule)).toEqual(['olderThanDays', 'keepNewest']);
    expect(conditionsLeft(rule)).toEqual(['notPulledForDays', 'totalSizeAboveBytes']);
    expect(conditionsLeft(withAction(rule, 'keep'))).toEqual(['pushedWithinDays', 'pulledWithinDays']);
  });

  it('come and go', () => {
    expect(valueOf(withValue(rule, 'notPulledForDays', 7), 'notPulledForDays')).toBe(7);
    expect(conditionsOf(withValue(rule, 'olderThanDays', null))).toEqual(['keepNewest']);
  });
});

it('patterns are lines, and may hold commas', () => {
  expect(patternsOf(' v* \n\n{a,b}-*\n')).toEqual(['v*', '{a,b}-*']);
  expect(linesOf(['v*', '{a,b}'])).toBe('v*\n{a,b}');
});

it('** is everything, unless something is excluded', () => {
  expect(isEverything({ include: ['**'], exclude: [] })).toBe(true);
  expect(isEverything({ include: ['**'], exclude: ['a'] })).toBe(false);
  expect(isEverything({ include: ['*'], exclude: [] })).toBe(false);
});
