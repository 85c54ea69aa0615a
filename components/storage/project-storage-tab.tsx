'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useLiveQueries } from '@/components/live/use-live-queries';
import { Bytes } from '@/components/ui/bytes';
import { ErrorState } from '@/components/ui/faces';
import { SkeletonRows } from '@/components/ui/skeleton';
import { Figure, FigureGrid } from './figure';
import { LayersCard } from './layers-card';
import { projectStorageQuery } from './queries';
import { SpaceCard } from './space-card';

/** Project → Storage: what of it takes space, and what would be free without it. */
export function ProjectStorageTab({ project }: { project: string }) {
  const t = useTranslations('storage');
  const ui = useTranslations('ui');
  const query = projectStorageQuery(project);
  const { data, error, refetch } = useQuery(query);
  useLiveQueries([query.queryKey], (event) => event.project === project);
  if (error && !data) return <ErrorState title={t('failed')} error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonRows rows={8} label={ui('loading')} />;
  return (
    <div className="flex flex-col gap-6">
      <FigureGrid>
        <Figure name={t('stored')} value={<Bytes value={data.size} />}>
          {t('storedHelp')}
        </Figure>
        <Figure name={t('project.own')} value={<Bytes value={data.own} />}>
          {t('project.ownHelp')}
        </Figure>
        <Figure name={t('project.shared')} value={<Bytes value={data.shared} />}>
          {t('project.sharedHelp')}
        </Figure>
        <Figure name={t('trash')} value={<Bytes value={data.trash} />}>
          {t('trashHelp')}
        </Figure>
      </FigureGrid>
      <SpaceCard projects={null} repositories={data.repositories} />
      <LayersCard layers={data.layers} />
    </div>
  );
}
