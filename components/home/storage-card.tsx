'use client';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import type { Home } from '#lib/schemas/system.ts';
import { Bytes } from '@/components/ui/bytes';
import { Card } from '@/components/ui/card';

const COLOURS = ['bg-chart-1', 'bg-chart-2', 'bg-chart-3', 'bg-chart-4', 'bg-chart-5'];

/** One stacked bar by project, the five largest and the rest; the list under it is its table. */
export function StorageCard({ storage }: { storage: Home['storage'] }) {
  const t = useTranslations('home');
  const sorted = storage.filter(({ size }) => size > 0).toSorted((a, b) => b.size - a.size);
  const total = sum(sorted);
  const rest = sorted.slice(COLOURS.length);
  const parts = sorted.slice(0, COLOURS.length).map(({ project, size }, index) => ({
    name: project,
    href: `/projects/${project}`,
    size,
    colour: COLOURS[index],
  }));
  if (total === 0) {
    return (
      <Card title={t('storage')} flush>
        <p className="px-4 py-6 text-center text-muted">{t('noStorage')}</p>
      </Card>
    );
  }
  const all = rest.length
    ? [
        ...parts,
        {
          name: t('otherProjects', { count: rest.length }),
          href: '/projects?sort=-size',
          size: sum(rest),
          colour: 'bg-chart-other',
        },
      ]
    : parts;
  return (
    <Card title={t('storage')} end={<Bytes value={total} className="text-table text-muted tabular-nums" />}>
      <div aria-hidden className="flex h-3 gap-0.5 overflow-hidden rounded-full">
        {all.map(({ name, size, colour }) => (
          <span key={name} className={colour} style={{ width: `${(size / total) * 100}%`, minWidth: 3 }} />
        ))}
      </div>
      <ul aria-label={t('storageChart')} className="mt-3 flex flex-col gap-1.5 text-table tabular-nums">
        {all.map(({ name, href, size, colour }) => (
          <li key={name} className="flex items-center gap-2">
            <span aria-hidden className={`size-2.5 shrink-0 rounded-full ${colour}`} />
            <Link
              href={href}
              className="min-w-0 flex-1 truncate rounded-[3px] hover:text-accent hover:underline"
            >
              {name}
            </Link>
            <Bytes value={size} className="text-muted" />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function sum(parts: readonly { size: number }[]): number {
  return parts.reduce((total, { size }) => total + size, 0);
}
