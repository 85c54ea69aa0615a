'use client';
import clsx from 'clsx';
import Link from 'next/link';
import type { ReactNode } from 'react';

/** The link that a row of a table is about: where j and k put the focus, and Enter goes. */
export function RowLink({
  href,
  mono,
  title,
  className,
  children,
}: {
  href: string;
  mono?: boolean;
  title?: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <Link
      data-row-link
      href={href}
      title={title}
      prefetch={false}
      className={clsx(
        'inline-block max-w-full truncate rounded-[3px] align-bottom font-medium text-text hover:text-accent hover:underline',
        mono && 'font-mono',
        className,
      )}
    >
      {children}
    </Link>
  );
}
