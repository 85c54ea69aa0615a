'use client';
import { useEffect, useEffectEvent } from 'react';
import type { Tag } from '#lib/schemas/repositories.ts';
import type { Pages } from '@/components/api/paged';
import { cursorAt } from './url-state';

const SETTLE_MS = 250;

/** Keeps the cursor of the page one looks at in the address, so that it can be linked, reloaded and come back to. */
export function useCursorInAddress(
  pages: Pages<Tag> | undefined,
  current: string | null,
  onCursor: (cursor: string | null) => void,
): void {
  const settle = useEffectEvent(() => {
    if (!pages) return;
    const cursor =
      window.scrollY < window.innerHeight
        ? (pages.pageParams[0] ?? null)
        : cursorAt(pages.pages, pages.pageParams, topIndex());
    if (cursor !== current) onCursor(cursor);
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const onScroll = () => {
      clearTimeout(timer);
      timer = setTimeout(() => settle(), SETTLE_MS);
    };
    window.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      clearTimeout(timer);
      window.removeEventListener('scroll', onScroll);
    };
  }, []);
}

/** Index of the first row below the sticky bars. */
function topIndex(): number {
  const header = document.querySelector('thead')?.getBoundingClientRect().bottom ?? 0;
  for (const row of document.querySelectorAll<HTMLElement>('tr[data-index]')) {
    if (row.getBoundingClientRect().bottom > header) return Number(row.dataset.index);
  }
  return 0;
}
