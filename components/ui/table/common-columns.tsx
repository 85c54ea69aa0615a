import type { ReactNode } from 'react';
import { Bytes } from '../bytes';
import { RelativeTime } from '../time';
import type { Column } from './column';

/** What a list of things that hold images says of each: its size. */
export function sizeColumn<Row extends { size: number }>(header: string): Column<Row> {
  return {
    id: 'size',
    header,
    width: '6rem',
    sort: { by: 'size', first: 'desc' },
    end: true,
    card: 'subend',
    cell: ({ size }) => <Bytes value={size} className="max-md:text-muted" />,
  };
}

/** And when something was last pushed to it; `never` stands where nothing was. */
export function lastPushedColumn<Row extends { lastPushedAt: string | null }>(
  header: string,
  never: ReactNode,
): Column<Row> {
  return {
    id: 'lastPushed',
    header,
    width: '8rem',
    sort: { by: 'lastPushedAt', first: 'desc' },
    card: 'sub',
    cell: ({ lastPushedAt }) => (
      <span className="text-muted">{lastPushedAt ? <RelativeTime at={lastPushedAt} /> : never}</span>
    ),
  };
}
