'use client';
import clsx from 'clsx';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Popover } from '@/components/ui/popover';

const TOKEN = 'rounded-[4px] px-1 py-0.5 text-left leading-5 font-medium hover:underline';

/** A part of a rule's sentence that opens what changes it; without `editor`, that part in plain words. */
export function Token({
  label,
  invalid,
  startOpen,
  editor,
  children,
}: {
  /** What it decides: the sentence says it, and the panel, whose name it is. */
  label: string;
  invalid?: boolean;
  /** Of a rule that was just made. */
  startOpen?: boolean;
  editor: ((close: () => void) => ReactNode) | null;
  children: ReactNode;
}) {
  const [open, setOpen] = useState(startOpen ?? false);
  if (!editor) return <span className="font-medium">{children}</span>;
  return (
    <Popover
      label={label}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button
          type="button"
          title={label}
          data-invalid={invalid || undefined}
          className={clsx(TOKEN, invalid ? 'bg-danger-soft text-danger' : 'bg-accent-soft text-accent')}
        >
          {children}
        </button>
      }
    >
      {editor(() => setOpen(false))}
    </Popover>
  );
}

/** Patterns in a sentence: the first few, and how many more. */
export function Patterns({ patterns }: { patterns: readonly string[] }) {
  return (
    <code className="font-mono wrap-anywhere" title={patterns.join('\n')}>
      {patterns.slice(0, MOST_PATTERNS).join(', ')}
      {patterns.length > MOST_PATTERNS && ` +${patterns.length - MOST_PATTERNS}`}
    </code>
  );
}

const MOST_PATTERNS = 3;
