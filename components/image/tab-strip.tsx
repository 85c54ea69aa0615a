'use client';
import clsx from 'clsx';
import { useRef } from 'react';
import type { KeyboardEvent } from 'react';

type Tab<Id extends string> = { id: Id; label: string; count?: number };

/** Tabs of one page; arrows move between them (ARIA's tabs pattern). */
export function TabStrip<Id extends string>({
  label,
  tabs,
  current,
  onOpen,
}: {
  label: string;
  tabs: readonly Tab<Id>[];
  current: Id;
  onOpen: (id: Id) => void;
}) {
  const strip = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = tabs.findIndex((tab) => tab.id === current);
    const next = (at + step + tabs.length) % tabs.length;
    onOpen(tabs[next]!.id);
    strip.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
  };
  return (
    <div
      ref={strip}
      role="tablist"
      aria-label={label}
      onKeyDown={onKeyDown}
      className="flex [scrollbar-width:none] gap-6 overflow-x-auto border-b border-line px-0.5"
    >
      {tabs.map(({ id, label: text, count }) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={`tab-${id}`}
          aria-controls={`panel-${id}`}
          aria-selected={id === current}
          tabIndex={id === current ? 0 : -1}
          onClick={() => onOpen(id)}
          className={clsx(
            'inline-flex items-center gap-2 border-b-2 pt-1 pb-2.5 font-medium whitespace-nowrap -outline-offset-2 pointer-coarse:min-h-11',
            id === current ? 'border-accent text-text' : 'border-transparent text-muted hover:text-text',
          )}
        >
          {text}
          {count !== undefined && (
            <span className="rounded-full bg-hover px-1.5 text-chip text-text-2 tabular-nums">{count}</span>
          )}
        </button>
      ))}
    </div>
  );
}
