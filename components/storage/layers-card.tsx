'use client';
import Link from 'next/link';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { LargeLayer } from '#lib/schemas/storage.ts';
import { Bytes } from '@/components/ui/bytes';
import { Card } from '@/components/ui/card';
import { Digest } from '@/components/ui/digest';
import type { Column } from '@/components/ui/table/column';
import { DataTable } from '@/components/ui/table/data-table';

/** The largest layers, and where they are used: what is in many images goes only with all of them. */
export function LayersCard({ layers }: { layers: readonly LargeLayer[] }) {
  const t = useTranslations('storage');
  const columns = useMemo<Column<LargeLayer>[]>(
    () => [
      {
        id: 'digest',
        header: t('columns.layer'),
        width: '11rem',
        card: 'main',
        cell: ({ digest }) => <Digest digest={digest} />,
      },
      {
        id: 'where',
        header: t('columns.usedIn'),
        width: 'minmax(0,2fr)',
        card: 'sub',
        cell: ({ repositories, more }) => (
          <span className="block truncate">
            {repositories.map((name, index) => (
              <span key={name}>
                {index > 0 && ', '}
                <Link
                  href={`/repositories/${name}`}
                  prefetch={false}
                  className="hover:text-accent hover:underline"
                >
                  {name}
                </Link>
              </span>
            ))}
            {more > 0 && <span className="text-muted"> {t('more', { count: more })}</span>}
          </span>
        ),
      },
      {
        id: 'images',
        header: t('columns.images'),
        width: '6rem',
        end: true,
        card: 'subend',
        cell: ({ images }) => (
          <>
            <span className="max-md:hidden">{images.toLocaleString('en')}</span>
            <span className="text-muted md:hidden">{t('images', { count: images })}</span>
          </>
        ),
      },
      {
        id: 'size',
        header: t('columns.size'),
        width: '6.5rem',
        end: true,
        card: 'end',
        cell: ({ size }) => <Bytes value={size} />,
      },
    ],
    [t],
  );
  if (layers.length === 0) return null;
  return (
    <Card title={t('layers')} flush>
      <DataTable label={t('layers')} columns={columns} rows={layers} rowKey={({ digest }) => digest} />
    </Card>
  );
}
