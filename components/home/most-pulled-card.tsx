'use client';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import type { Home } from '#lib/schemas/system.ts';
import { repositoryHref } from '@/components/api/repository-path';
import { Card } from '@/components/ui/card';

export function MostPulledCard({ repositories }: { repositories: Home['mostPulled'] }) {
  const t = useTranslations('home');
  return (
    <Card title={t('mostPulled')} flush>
      {repositories.length === 0 ? (
        <p className="px-4 py-6 text-center text-muted">{t('noPulls')}</p>
      ) : (
        <ol>
          {repositories.map(({ name, pulls7d }) => (
            <li
              key={name}
              className="flex items-baseline justify-between gap-4 border-b border-line px-4 py-2 last:border-0 hover:bg-hover"
            >
              <Link
                href={repositoryHref(name)}
                className="min-w-0 truncate rounded-[3px] font-medium hover:text-accent hover:underline"
              >
                {name}
              </Link>
              <span className="shrink-0 text-table text-muted tabular-nums">
                {t('pulls', { count: pulls7d })}
              </span>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
