'use client';
import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

export type Crumb = { label: string; href: string };

/** Where one is, its name, and what one can do with the whole of it. */
export function PageHeader({
  crumbs = [],
  title,
  mono,
  after,
  lead,
  actions,
}: {
  crumbs?: readonly Crumb[];
  title: string;
  mono?: boolean;
  /** Beside the name: visibility, a copy button. */
  after?: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className="flex flex-col gap-2">
      {crumbs.length > 0 && <Breadcrumb crumbs={crumbs} />}
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className={mono ? 'min-w-0 text-page wrap-anywhere' : 'min-w-0 text-page break-words'}>
            {title}
          </h1>
          {after}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      {lead && <div className="max-w-(--container-form) break-words text-text-2">{lead}</div>}
    </header>
  );
}

function Breadcrumb({ crumbs }: { crumbs: readonly Crumb[] }) {
  const t = useTranslations('ui');
  return (
    <nav aria-label={t('breadcrumb')}>
      <ol className="flex flex-wrap items-center gap-1 text-table text-muted">
        {crumbs.map((crumb, index) => (
          <li key={crumb.href} className="flex min-w-0 items-center gap-1">
            {index > 0 && <ChevronRight aria-hidden size={14} className="shrink-0" />}
            <Link
              href={crumb.href}
              className="inline-flex min-h-6 items-center wrap-anywhere hover:text-text hover:underline"
            >
              {crumb.label}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}
