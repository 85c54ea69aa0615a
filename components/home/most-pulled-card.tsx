'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { repositoryHref } from '@/components/api/repository-path';
import { mostPulledQuery } from './queries';
import { QueryCard } from './query-card';

export function MostPulledCard() {
  const t = useTranslations('home');
  const query = useQuery(mostPulledQuery);
  return (
    <QueryCard title={t('mostPulled')} flush query={query} unavailable={t('mostPulledUnavailable')}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="px-4 py-6 text-center text-muted">{t('noPulls')}</p>
        ) : (
          <ol>
            {items.map(({ name, pulls7d }) => (
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
        )
      }
    </QueryCard>
  );
}
