import { expect, it } from 'vitest';
import { Backoff } from './backoff.ts';

it('doubles from half a second up to thirty seconds', () => {
  const backoff = new Backoff();
  const waits = Array.from({ length: 9 }, () => backoff.next(100).delayMs);
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

it('begins anew after a minute of service', () => {
  const backoff = new Backoff();
  backoff.next(0);
  expect(backoff.next(59_999)).toEqual({ attempt: 2, delayMs: 1000 });
  expect(backoff.next(60_000)).toEqual({ attempt: 1, delayMs: 500 });
});
