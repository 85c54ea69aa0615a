import clsx from 'clsx';
import type { ReactNode } from 'react';

/** A bordered region with its title; no shadow. */
export function Card({
  title,
  end,
  flush,
  className,
  children,
}: {
  title?: ReactNode;
  end?: ReactNode;
  /** No padding around what it holds: a table or a list of rows. */
  flush?: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    <section className={clsx('min-w-0 rounded-md border border-line', className)}>
      {title && (
        <div
          className={clsx(
            'flex min-h-12 items-center justify-between gap-4 px-4',
            flush && 'border-b border-line',
          )}
        >
          <h2 className="text-body font-semibold">{title}</h2>
          {end}
        </div>
      )}
      <div className={clsx(!flush && 'px-4 pb-4', !flush && !title && 'pt-4')}>{children}</div>
    </section>
  );
}
