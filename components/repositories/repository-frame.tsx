'use client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { repositoryHref } from '@/components/api/repository-path';
import { useViewer } from '@/components/api/viewer';
import { useLiveQueries } from '@/components/live/use-live-queries';
import { CopyButton } from '@/components/ui/copy';
import { PageHeader } from '@/components/ui/page-header';
import { PullBar } from '@/components/ui/pull-bar';
import { repositoryCrumbs } from '@/components/ui/repository-crumbs';
import { LinkTabs } from '@/components/ui/tabs';
import { VisibilityChip } from '@/components/ui/visibility-chip';
import { repositoryQuery } from './queries';

export type RepositoryTab = 'tags' | 'timeline' | 'trash';

/** Head and tabs of a repository; the tab is `children`. */
export function RepositoryFrame({
  name,
  tab,
  children,
}: {
  name: string;
  tab: RepositoryTab;
  children: ReactNode;
}) {
  const t = useTranslations('repositories');
  const { me, registryHost } = useViewer();
  const { data } = useQuery(repositoryQuery(name));
  useLiveQueries(
    [repositoryQuery(name).queryKey],
    (event) => event.repository === name || event.kind === 'access',
  );
  const link = (id: RepositoryTab, count?: number) => ({
    href: repositoryHref(name, id === 'tags' ? '' : id),
    label: t(`tabs.${id}`),
    count,
    current: tab === id,
  });
  return (
    <div className="flex flex-col gap-6">
      <PageHeader
        crumbs={repositoryCrumbs(name, t('crumbs'))}
        title={name}
        after={
          <>
            <CopyButton text={`${registryHost}/${name}`} label={t('copyName')} className="-ml-2" />
            {data && <VisibilityChip visibility={data.visibility} />}
          </>
        }
        lead={data?.description}
      />
      <PullBar target={{ host: registryHost, repository: name }} />
      <div>
        <LinkTabs
          label={t('tabs.label')}
          tabs={[
            link('tags', data?.tagCount),
            link('timeline'),
            ...(me ? [link('trash', data?.trashCount || undefined)] : []),
          ]}
        />
        {children}
      </div>
    </div>
  );
}
