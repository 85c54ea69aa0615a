'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import type { Storage } from '#lib/schemas/system.ts';
import { Bytes } from '@/components/ui/bytes';
import { storageQuery } from './queries';
import { QueryCard } from './query-card';

const COLOURS = ['bg-chart-1', 'bg-chart-2', 'bg-chart-3', 'bg-chart-4', 'bg-chart-5'];

type Part = { name: string; href: string | null; size: number; colour: string };

/** One stacked bar by project, the five largest and the rest, and the trash; the list under it is its table. */
export function StorageCard() {
  const t = useTranslations('home');
  const query = useQuery(storageQuery);
  return (
    <QueryCard
      title={t('storage')}
      flush={query.data && totalOf(query.data) === 0}
      query={query}
      unavailable={t('storageUnavailable')}
      end={(storage) =>
        storage &&
        totalOf(storage) > 0 && (
          <Bytes value={totalOf(storage)} className="text-table text-muted tabular-nums" />
        )
      }
    >
      {(storage) =>
        totalOf(storage) === 0 ? (
          <p className="px-4 py-6 text-center text-muted">{t('noStorage')}</p>
        ) : (
          <Chart storage={storage} />
        )
      }
    </QueryCard>
  );
}

function Chart({ storage }: { storage: Storage }) {
  const t = useTranslations('home');
  const total = totalOf(storage);
  const parts = partsOf(storage, (count) => t('otherProjects', { count }), t('trash'));
  return (
    <>
      <div aria-hidden className="flex h-3 gap-0.5 overflow-hidden rounded-full">
        {parts.map(({ name, size, colour }) => (
          <span key={name} className={colour} style={{ width: `${(size / total) * 100}%`, minWidth: 3 }} />
        ))}
      </div>
      <ul aria-label={t('storageChart')} className="mt-3 flex flex-col gap-1.5 text-table tabular-nums">
        {parts.map(({ name, href, size, colour }) => (
          <li key={name} className="flex items-center gap-2">
            <span aria-hidden className={`size-2.5 shrink-0 rounded-full ${colour}`} />
            {href ? (
              <Link
                href={href}
                className="min-w-0 flex-1 truncate rounded-[3px] hover:text-accent hover:underline"
              >
                {name}
              </Link>
            ) : (
              <span className="min-w-0 flex-1 truncate text-muted">{name}</span>
            )}
            <Bytes value={size} className="text-muted" />
          </li>
        ))}
      </ul>
    </>
  );
}

function partsOf({ projects, trash }: Storage, others: (count: number) => string, trashName: string): Part[] {
  const sorted = projects.toSorted((a, b) => b.size - a.size);
  const rest = sorted.slice(COLOURS.length);
  return [
    ...sorted.slice(0, COLOURS.length).map(({ project, size }, index) => ({
      name: project,
      href: `/projects/${project}`,
      size,
      colour: COLOURS[index]!,
    })),
    ...(rest.length > 0
      ? [
          {
            name: others(rest.length),
            href: '/projects?sort=-size',
            size: sum(rest),
            colour: 'bg-chart-other',
          },
        ]
      : []),
    ...(trash > 0 ? [{ name: trashName, href: null, size: trash, colour: 'bg-chart-trash' }] : []),
  ];
}

function totalOf({ projects, trash }: Storage): number {
  return sum(projects) + trash;
}

function sum(parts: readonly { size: number }[]): number {
  return parts.reduce((total, { size }) => total + size, 0);
}
