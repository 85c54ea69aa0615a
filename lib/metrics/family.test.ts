import { expect, it } from 'vitest';
import { Count, Histogram } from './family.ts';

it('writes counts with their labels, escaped', () => {
  const count = new Count('counter', 'asked_total', 'Asked.', ['route', 'status']);
  count.add(1, 'a"\\\n', 200);
  count.add(2, 'a"\\\n', 200);
  count.add(1, 'b', 404);
  expect(count.lines()).toEqual([
    '# HELP asked_total Asked.',
    '# TYPE asked_total counter',
    'asked_total{route="a\\"\\\\\\n",status="200"} 3',
    'asked_total{route="b",status="404"} 1',
  ]);
  expect(new Count('gauge', 'now', 'Now.').lines().at(-1)).toBe('now 0');
});

it('writes histograms with buckets that add up', () => {
  const histogram = new Histogram('took_seconds', 'Took.', [0.1, 1], 'route');
  for (const seconds of [0.1, 0.5, 7]) histogram.observe(seconds, 'x');
  expect(histogram.lines().slice(2)).toEqual([
    'took_seconds_bucket{route="x",le="0.1"} 1',
    'took_seconds_bucket{route="x",le="1"} 2',
    'took_seconds_bucket{route="x",le="+Inf"} 3',
    'took_seconds_sum{route="x"} 7.6',
    'took_seconds_count{route="x"} 3',
  ]);
  expect(new Histogram('idle_seconds', 'Idle.', [1]).lines().at(-1)).toBe('idle_seconds_count 0');
});

it('adds up what several processes have counted', () => {
  const counts = [1, 2].map((by) => {
    const count = new Count('counter', 'asked_total', 'Asked.', ['route']);
    count.add(by, 'both');
    count.add(by, `only ${by}`);
    return count;
  });
  const sum = counts[0]!.sumOf(counts.map((count) => count.cells()));
  expect(sum.lines().slice(2)).toEqual([
    'asked_total{route="both"} 3',
    'asked_total{route="only 1"} 1',
    'asked_total{route="only 2"} 2',
  ]);
  const histograms = [0.5, 2].map((seconds) => {
    const histogram = new Histogram('took_seconds', 'Took.', [1]);
    histogram.observe(seconds);
    return histogram;
  });
  expect(
    histograms[0]!
      .sumOf(histograms.map((one) => one.cells()))
      .lines()
      .slice(2),
  ).toEqual([
    'took_seconds_bucket{le="1"} 1',
    'took_seconds_bucket{le="+Inf"} 2',
    'took_seconds_sum 2.5',
    'took_seconds_count 2',
  ]);
});
