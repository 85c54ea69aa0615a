'use client';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from './button';

/**
 * What one can do with the rows that are selected, in the place of the toolbar; at the thumb on a phone, where the actions share a line.
 * `text`: how many are selected.
 */
export function SelectionBar({
  text,
  clearLabel,
  onClear,
  more,
  children,
}: {
  text: string;
  clearLabel: string;
  onClear: () => void;
  /** Beside the text, such as a button that selects all. */
  more?: ReactNode;
  /** The actions. */
  children: ReactNode;
}) {
  return (
    <div
      role="toolbar"
      aria-label={text}
      className="flex min-w-0 flex-1 flex-wrap items-center gap-2 max-md:fixed max-md:inset-x-0 max-md:bottom-0 max-md:z-30 max-md:border-t max-md:border-line max-md:bg-bg max-md:p-3 max-md:pb-[calc(--spacing(3)+env(safe-area-inset-bottom))]"
    >
      <IconButton label={clearLabel} onClick={onClear} className="-ml-1">
        <X aria-hidden size={16} />
      </IconButton>
      <span role="status" className="font-medium tabular-nums">
        {text}
      </span>
      {more}
      <span className="ml-auto flex gap-2 max-md:w-full max-md:[&>*]:flex-1">{children}</span>
    </div>
  );
}
