'use client';
import clsx from 'clsx';
import Link from 'next/link';
import { useEffect, useRef, type ReactNode } from 'react';

export type TabLink = { href: string; label: string; count?: number; current: boolean };

/** Tabs that are places: each has its own address. On a phone the row scrolls, with the current one in sight. */
export function LinkTabs({ label, tabs, end }: { label: string; tabs: readonly TabLink[]; end?: ReactNode }) {
  const current = useRef<HTMLAnchorElement>(null);
  const place = tabs.find((tab) => tab.current)?.href;
  useEffect(() => {
    if (current.current) centerInRow(current.current);
  }, [place]);
  return (
    <div className="flex items-end gap-4 border-b border-line">
      <nav
        aria-label={label}
        className="-mb-px flex min-w-0 flex-1 [scrollbar-width:none] gap-6 overflow-x-auto px-0.5"
      >
        {tabs.map((tab) => (
          <Link
            key={tab.href}
            ref={tab.current ? current : undefined}
            href={tab.href}
            aria-current={tab.current ? 'page' : undefined}
            className={clsx(
              'inline-flex items-center gap-2 border-b-2 pt-1 pb-2.5 text-body font-medium whitespace-nowrap -outline-offset-2 pointer-coarse:min-h-11',
              tab.current ? 'border-accent text-text' : 'border-transparent text-muted hover:text-text',
            )}
          >
            {tab.label}
            {tab.count !== undefined && (
              <span className="rounded-full bg-hover px-1.5 text-chip text-text-2 tabular-nums">
                {tab.count.toLocaleString('en')}
              </span>
            )}
          </Link>
        ))}
      </nav>
      {end}
    </div>
  );
}

/** Sideways only: `scrollIntoView` would move the page too. */
function centerInRow(tab: HTMLElement): void {
  const row = tab.parentElement;
  if (!row) return;
  const offset = tab.getBoundingClientRect().left - row.getBoundingClientRect().left;
  row.scrollLeft += offset - (row.clientWidth - tab.clientWidth) / 2;
}
