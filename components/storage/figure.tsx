import type { ReactNode } from 'react';

/** Four in a line, or two on a phone. */
export function FigureGrid({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-2 gap-3 lg:grid-cols-4">{children}</dl>;
}

/** One figure with its name above and what it means below. */
export function Figure({ name, value, children }: { name: string; value: ReactNode; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-1 rounded-md border border-line p-4">
      <dt className="text-table text-muted">{name}</dt>
      <dd className="text-figure whitespace-nowrap max-md:text-page">{value}</dd>
      <dd className="text-table text-muted">{children}</dd>
    </div>
  );
}
