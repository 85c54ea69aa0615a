/** A rectangle in percent of the whole. */
export type Tile<Item> = { item: Item; x: number; y: number; width: number; height: number };

type Box = { x: number; y: number; width: number; height: number };

/**
 * Lays items out as tiles of their share, as square as can be (Bruls, Huizing, van Wijk: "Squarified Treemaps"). Pure; `items` are sorted,
 * the largest first. `ratio`: width of the whole by its height.
 */
export function treemap<Item>(
  items: readonly Item[],
  sizeOf: (item: Item) => number,
  ratio: number,
): Tile<Item>[] {
  const total = items.reduce((sum, item) => sum + sizeOf(item), 0);
  if (total <= 0) return [];
  // In units in which the whole has the area of `total`.
  const height = Math.sqrt(total / ratio);
  const whole = { x: 0, y: 0, width: height * ratio, height };
  const tiles: Tile<Item>[] = [];
  let box: Box = whole;
  let rest = items.filter((item) => sizeOf(item) > 0);
  while (rest.length > 0) {
    const count = rowLength(rest.map(sizeOf), Math.min(box.width, box.height));
    const row = rest.slice(0, count);
    box = placeRow(row, sizeOf, box, tiles);
    rest = rest.slice(count);
  }
  const percent = (value: number, of: number) => (value / of) * 100;
  return tiles.map(({ item, x, y, width, height: tall }) => ({
    item,
    x: percent(x, whole.width),
    y: percent(y, whole.height),
    width: percent(width, whole.width),
    height: percent(tall, whole.height),
  }));
}

/** As many as make the row's worst tile no longer than it was without the last. */
function rowLength(sizes: readonly number[], side: number): number {
  let count = 1;
  while (count < sizes.length && worst(sizes.slice(0, count + 1), side) <= worst(sizes.slice(0, count), side))
    count++;
  return count;
}

function worst(row: readonly number[], side: number): number {
  const sum = row.reduce((total, size) => total + size, 0);
  const largest = Math.max(...row);
  const smallest = Math.min(...row);
  return Math.max((side ** 2 * largest) / sum ** 2, sum ** 2 / (side ** 2 * smallest));
}

/** Along the shorter side of the box. @returns what is left of it */
function placeRow<Item>(
  row: readonly Item[],
  sizeOf: (item: Item) => number,
  box: Box,
  tiles: Tile<Item>[],
): Box {
  const sum = row.reduce((total, item) => total + sizeOf(item), 0);
  const upright = box.height <= box.width;
  const depth = sum / (upright ? box.height : box.width);
  let at = 0;
  for (const item of row) {
    const length = sizeOf(item) / depth;
    tiles.push(
      upright
        ? { item, x: box.x, y: box.y + at, width: depth, height: length }
        : { item, x: box.x + at, y: box.y, width: length, height: depth },
    );
    at += length;
  }
  return upright
    ? { ...box, x: box.x + depth, width: box.width - depth }
    : { ...box, y: box.y + depth, height: box.height - depth };
}
