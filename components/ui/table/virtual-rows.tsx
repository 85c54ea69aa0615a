'use client';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode, RefObject } from 'react';

const ROW_PX = 41;
const CARD_PX = 65;
const OVERSCAN = 16;

/** The rows near the window, between two spacers as tall as all the others. */
export function VirtualRows<Row>({
  rows,
  rowKey,
  renderRow,
}: {
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  renderRow: (row: Row, index: number, ref: (element: HTMLElement | null) => void) => ReactNode;
}) {
  const start = useRef<HTMLTableRowElement>(null);
  const scrollMargin = useDistanceFromTop(start);
  const virtualizer = useWindowVirtualizer<HTMLElement>({
    count: rows.length,
    estimateSize: () => (window.matchMedia('(width < 48rem)').matches ? CARD_PX : ROW_PX),
    getItemKey: (index) => rowKey(rows[index]!),
    overscan: OVERSCAN,
    scrollMargin,
  });
  const items = virtualizer.getVirtualItems();
  const before = items.length ? items[0]!.start - scrollMargin : 0;
  const after = items.length ? virtualizer.getTotalSize() - (items.at(-1)!.end - scrollMargin) : 0;
  return (
    <>
      <tr ref={start} role="presentation" className="block" style={{ height: before }} />
      {items.map((item) => renderRow(rows[item.index]!, item.index, virtualizer.measureElement))}
      <tr role="presentation" className="block" style={{ height: after }} />
    </>
  );
}

/** Where the element begins in the document, in px; follows what changes above it. */
function useDistanceFromTop(element: RefObject<HTMLElement | null>): number {
  const [distance, setDistance] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      const top = element.current?.getBoundingClientRect().top;
      if (top !== undefined) setDistance(Math.round(top + window.scrollY));
    });
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [element]);
  return distance;
}
