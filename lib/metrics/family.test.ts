import { expect, it } from 'vitest';
import { Count, Histogram } from './family.ts';

it('writes counts with their labels, escaped', () => {
  const count = new Count('counter', 'asked_total', 'Asked.', ['route', 'status']);
  count.add(1, 'a"\\\n', 200);
  count.add(2, 'a"\\\n', 200);
  count.add(1, 'b', 404);
  expect(count.lines('worker="1"')).toEqual([
    '# HELP asked_total Asked.',
    '# TYPE asked_total counter',
    'asked_total{worker="1",route="a\\"\\\\\\n",status="200"} 3',
    'asked_total{worker="1",route="b",status="404"} 1',
  ]);
  expect(new Count('gauge', 'now', 'Now.').lines('').at(-1)).toBe('now 0');
});

it('writes histograms with buckets that add up', () => {
  const histogram = new Histogram('took_seconds', 'Took.', [0.1, 1], 'route');
  for (const seconds of [0.1, 0.5, 7]) histogram.observe(seconds, 'x');
  expect(histogram.lines('').slice(2)).toEqual([
    'took_seconds_bucket{route="x",le="0.1"} 1',
    'took_seconds_bucket{route="x",le="1"} 2',
    'took_seconds_bucket{route="x",le="+Inf"} 3',
    'took_seconds_sum{route="x"} 7.6',
    'took_seconds_count{route="x"} 3',
  ]);
});
