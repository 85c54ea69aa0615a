'use client';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { Bytes } from '@/components/ui/bytes';
import { formatBytes } from '#lib/oci/format-bytes.ts';
import { treemap, type Tile } from './treemap';

/** A project or repository by what it takes. `trash`: null where that is not counted. */
export type Space = {
  name: string;
  href: string;
  size: number;
  own: number;
  shared: number;
  trash: number | null;
  count: number;
};

/** Told apart in every kind of sight: five, then the others in grey (visual.md, "Charts"). */
const COLOURS = ['bg-chart-1', 'bg-chart-2', 'bg-chart-3', 'bg-chart-4', 'bg-chart-5'];
const MOST_TILES = 24;
/** In percent of either side of the map on a phone, the least that a finger hits (24 px and the gap): smaller ones become one. */
const LEAST_SIDE = 10;
/** Of the map on a laptop; on a phone the tiles become taller. */
const RATIO = 3;
/** In percent of the map: high enough for a name and a size. Wide enough is said in the classes, as it depends on the window. */
const NAMED_HEIGHT = 16;

/** Tiles of their share. The words are in the table, and in each tile's title. */
export function SpaceMap({ spaces }: { spaces: readonly Space[] }) {
  const t = useTranslations('storage');
  const tiles = layOut(spaces, (count) => t('others', { count }));
  return (
    <ul aria-label={t('mapLabel')} className="relative h-72 w-full">
      {tiles.map((tile, index) => (
        <li
          key={tile.item.name}
          className="@container absolute p-0.5"
          style={{
            left: `${tile.x}%`,
            top: `${tile.y}%`,
            width: `${tile.width}%`,
            height: `${tile.height}%`,
          }}
        >
          <TileBox tile={tile} colour={COLOURS[index] ?? 'bg-chart-other'} />
        </li>
      ))}
    </ul>
  );
}

type Shown = Space | { name: string; href: null; size: number };

/** The largest each by itself, as many as can be hit, and one tile for all others. */
function layOut(spaces: readonly Space[], others: (count: number) => string): Tile<Shown>[] {
  for (let count = Math.min(spaces.length, MOST_TILES); ; count--) {
    const rest = spaces.slice(count);
    const shown: Shown[] = [
      ...spaces.slice(0, count),
      ...(rest.length > 0 ? [{ name: others(rest.length), href: null, size: sum(rest) }] : []),
    ].sort((a, b) => b.size - a.size);
    const tiles = treemap(shown, ({ size }) => size, RATIO);
    if (count <= 1 || tiles.every(isHittable)) return tiles;
  }
}

function isHittable({ item, width, height }: Tile<Shown>): boolean {
  return item.href === null || Math.min(width, height) >= LEAST_SIDE;
}

const BOX = 'flex h-full w-full flex-col overflow-hidden rounded-[4px] bg-surface text-table';

function TileBox({ tile: { item, height }, colour }: { tile: Tile<Shown>; colour: string }) {
  const words = `${item.name}, ${formatBytes(item.size)}`;
  const inside = (
    <>
      <span aria-hidden className={`h-1.5 w-full shrink-0 ${colour}`} />
      {height > NAMED_HEIGHT && (
        <span aria-hidden className="min-w-0 px-2 py-1 @max-[4rem]:hidden">
          <span className="block truncate font-medium">{item.name}</span>
          <Bytes value={item.size} className="text-muted" />
        </span>
      )}
      <span className="sr-only">{words}</span>
    </>
  );
  if (item.href === null)
    return (
      <span title={words} className={BOX}>
        {inside}
      </span>
    );
  return (
    <Link href={item.href} prefetch={false} title={words} className={`${BOX} hover:bg-hover`}>
      {inside}
    </Link>
  );
}

function sum(spaces: readonly Space[]): number {
  return spaces.reduce((total, { size }) => total + size, 0);
}
