'use client';
import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

/** Where one is beneath the Cleanup tab; the page's own header names the project. */
export function CleanupCrumbs({
  project,
  within = [],
  title,
  after,
  actions,
}: {
  project: string;
  within?: readonly { href: string; label: string }[];
  title: string;
  after?: ReactNode;
  actions?: ReactNode;
}) {
  const t = useTranslations('cleanup');
  const crumbs = [{ href: `/projects/${project}/cleanup`, label: t('title') }, ...within];
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
      <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
        {crumbs.map(({ href, label }) => (
          <span key={href} className="inline-flex items-center gap-2 text-table text-muted">
            <Link href={href} className="inline-flex min-h-6 items-center hover:text-text hover:underline">
              {label}
            </Link>
            <ChevronRight aria-hidden size={14} className="shrink-0" />
          </span>
        ))}
        <h2 className="text-section">{title}</h2>
        {after}
      </div>
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </div>
  );
}
