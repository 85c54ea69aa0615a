'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useViewer } from '@/components/api/viewer';
import { useLiveQueries } from '@/components/live/use-live-queries';
import { PageHeader } from '@/components/ui/page-header';
import { useUrlState } from '@/components/ui/use-url-state';
import { AttentionCard } from './attention-card';
import { FirstRun } from './first-run';
import { MostPulledCard } from './most-pulled-card';
import { ProjectsCard } from './projects-card';
import { HOME, homeProjectsQuery, pushesQuery, whoOf } from './queries';
import { RecentPushesCard } from './recent-pushes-card';
import { StorageCard } from './storage-card';

export function HomePage() {
  const t = useTranslations('home');
  const { me } = useViewer();
  const { get, change } = useUrlState();
  const who = whoOf(get('pushes'));
  const pushes = useQuery({ ...pushesQuery(who), placeholderData: keepPreviousData });
  const projects = useQuery(homeProjectsQuery);
  useLiveQueries([HOME]);
  const own = pushes.data?.items.find((group) => group.actor === me?.username) ?? null;
  const empty =
    pushes.data !== undefined &&
    projects.data !== undefined &&
    !own &&
    projects.data.items.every((project) => project.repositoryCount === 0);
  // Once shown it stays for this visit, to say that the push arrived.
  const [firstRun, setFirstRun] = useState(empty);
  if (empty && !firstRun) setFirstRun(true);
  return (
    <div className="flex flex-col gap-6">
      <PageHeader title={t('title')} />
      <AttentionCard />
      {firstRun && me && <FirstRun username={me.username} first={own} />}
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)]">
        <RecentPushesCard
          query={pushes}
          who={who}
          onWho={(next) => change({ pushes: next === 'all' ? null : next })}
        />
        <div className="flex min-w-0 flex-col gap-6">
          <ProjectsCard query={projects} canCreate={me?.canCreateProjects ?? false} />
          <MostPulledCard />
          <StorageCard />
        </div>
      </div>
    </div>
  );
}
