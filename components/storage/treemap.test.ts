import { expect, it } from 'vitest';
import { treemap } from './treemap';

const area = ({ width, height }: { width: number; height: number }) => width * height;

it('gives each item its share, inside, without overlaps', () => {
  const sizes = [60, 20, 10, 5, 4, 1];
  const tiles = treemap(sizes, (size) => size, 2);
  expect(tiles.map(({ item }) => item)).toEqual(sizes);
  for (const tile of tiles) {
    expect(area(tile)).toBeCloseTo(tile.item * 100);
    expect(tile.x + tile.width).toBeLessThanOrEqual(100.001);
    expect(tile.y + tile.height).toBeLessThanOrEqual(100.001);
  }
  for (const [i, one] of tiles.entries())
    for (const other of tiles.slice(i + 1)) {
      const overlapX = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
      const overlapY = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
      expect(Math.min(overlapX, overlapY)).toBeLessThan(0.001);
    }
});

it.each([[[]], [[0, 0]]])('shows nothing of %j', (sizes: number[]) => {
  expect(treemap(sizes, (size) => size, 1)).toEqual([]);
});

it('makes one item the whole', () => {
  const whole: unknown = expect.closeTo(100);
  expect(treemap([7], (size) => size, 3)).toEqual([{ item: 7, x: 0, y: 0, width: whole, height: whole }]);
});
