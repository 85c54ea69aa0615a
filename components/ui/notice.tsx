import clsx from 'clsx';
import { Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

/** Something to know about the whole page, and what to do about it. */
export function Notice({
  tone = 'warn',
  actions,
  children,
}: {
  tone?: 'info' | 'warn';
  actions?: ReactNode;
  children: ReactNode;
}) {
  const Icon = tone === 'warn' ? TriangleAlert : Info;
  return (
    <div
      role={tone === 'warn' ? 'alert' : 'status'}
      className={clsx(
        'flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md px-4 py-3',
        tone === 'warn' ? 'bg-warn-soft' : 'bg-accent-soft',
      )}
    >
      <div className="flex min-w-64 flex-1 items-start gap-2.5">
        <Icon
          aria-hidden
          size={16}
          className={clsx('mt-0.5 shrink-0', tone === 'warn' ? 'text-warn' : 'text-accent')}
        />
        <div className="min-w-0 break-words">{children}</div>
      </div>
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </div>
  );
}
