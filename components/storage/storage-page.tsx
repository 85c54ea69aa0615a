'use client';
import { useQuery } from '@tanstack/react-query';
import { Eraser } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useLiveQueries } from '@/components/live/use-live-queries';
import { ButtonLink } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/faces';
import { PageHeader } from '@/components/ui/page-header';
import { SkeletonRows } from '@/components/ui/skeleton';
import { DiskFull } from './disk-full';
import { Figures } from './figures';
import { GcCard } from './gc-card';
import { LayersCard } from './layers-card';
import { STORAGE, storageQuery } from './queries';
import { SpaceCard } from './space-card';

/** Admin → Storage: what takes space, what can be freed, and the freeing of it. */
export function StoragePage() {
  const t = useTranslations('storage');
  const ui = useTranslations('ui');
  const { data, error, refetch } = useQuery(storageQuery);
  useLiveQueries([STORAGE], ({ kind }) => kind === 'storage' || kind === 'purged');
  return (
    <div className="flex flex-col gap-6">
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={
          <ButtonLink href="/admin/storage/free" icon={<Eraser aria-hidden size={16} />}>
            {t('freeNow')}
          </ButtonLink>
        }
      />
      {data ? (
        <>
          {data.disk?.full && <DiskFull disk={data.disk} />}
          <Figures storage={data} />
          <SpaceCard projects={data.projects} repositories={data.repositories} />
          <GcCard storage={data} />
          <LayersCard layers={data.layers} />
        </>
      ) : error ? (
        <ErrorState title={t('failed')} error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonRows rows={8} label={ui('loading')} />
      )}
    </div>
  );
}
