'use client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useViewer } from '@/components/api/viewer';
import { useLiveQueries } from '@/components/live/use-live-queries';
import { Card } from '@/components/ui/card';
import { ErrorState } from '@/components/ui/faces';
import { PageHeader } from '@/components/ui/page-header';
import { SkeletonRows } from '@/components/ui/skeleton';
import { AttentionCard } from './attention-card';
import { FirstRun } from './first-run';
import { MostPulledCard } from './most-pulled-card';
import { ProjectsCard } from './projects-card';
import { homeQuery } from './queries';
import { RecentPushes } from './recent-pushes';
import { StorageCard } from './storage-card';

export function HomePage() {
  const t = useTranslations('home');
  const ui = useTranslations('ui');
  const { me } = useViewer();
  const { data, error, refetch } = useQuery(homeQuery);
  useLiveQueries([homeQuery.queryKey]);
  const own = data?.recentPushes.find((event) => event.actor === me?.username) ?? null;
  const empty = data !== undefined && !own && data.projects.every((project) => project.repositoryCount === 0);
  // Once shown it stays for this visit, to say that the push arrived.
  const [firstRun, setFirstRun] = useState(empty);
  if (empty && !firstRun) setFirstRun(true);
  if (!data) {
    return error ? (
      <ErrorState title={t('failed')} error={error} onRetry={() => void refetch()} />
    ) : (
      <SkeletonRows label={ui('loading')} />
    );
  }
  return (
    <div className="flex flex-col gap-6">
      <PageHeader title={t('title')} />
      {data.attention.length > 0 && <AttentionCard items={data.attention} />}
      {firstRun && me && <FirstRun username={me.username} first={own} />}
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)]">
        <Card title={t('recent')} flush>
          <RecentPushes events={data.recentPushes} />
        </Card>
        <div className="flex flex-col gap-6">
          <ProjectsCard projects={data.projects} canCreate={me?.canCreateProjects ?? false} />
          <MostPulledCard repositories={data.mostPulled} />
          <StorageCard storage={data.storage} />
        </div>
      </div>
    </div>
  );
}
