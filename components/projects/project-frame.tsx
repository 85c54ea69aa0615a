'use client';
import { useQuery } from '@tanstack/react-query';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useViewer } from '@/components/api/viewer';
import { useLiveQueries } from '@/components/live/use-live-queries';
import { PageHeader } from '@/components/ui/page-header';
import { QuotaBar } from '@/components/ui/quota-bar';
import type { TabLink } from '@/components/ui/tabs';
import { LinkTabs } from '@/components/ui/tabs';
import { VisibilityChip } from '@/components/ui/visibility-chip';
import { projectQuery } from './queries';

/** Head and tabs of a project; the tab is `children`. `ask`: a way in for who only looks on. */
export function ProjectFrame({
  name,
  ask,
  children,
}: {
  name: string;
  ask?: ReactNode;
  children: ReactNode;
}) {
  const t = useTranslations('projects');
  const { me } = useViewer();
  const { data } = useQuery(projectQuery(name));
  useLiveQueries([projectQuery(name).queryKey], (event) => event.project === name);
  const pathname = usePathname();
  const base = `/projects/${name}`;
  const tab = (href: string, label: string, count?: number): TabLink => ({
    href,
    label,
    count,
    current: pathname === href || (href !== base && pathname.startsWith(`${href}/`)),
  });
  const can = data?.abilities ?? {};
  return (
    <div className="flex flex-col gap-6">
      <PageHeader
        crumbs={[{ label: t('title'), href: '/projects' }]}
        title={name}
        after={data && <VisibilityChip visibility={data.visibility} />}
        lead={data?.description}
        actions={
          data && (
            <>
              {data.quota.length > 0 && (
                <span className="flex flex-wrap gap-x-6 gap-y-3 max-md:w-full">
                  {data.quota.map((state) => (
                    <QuotaBar key={state.kind} state={state} className="w-52 max-md:w-full" />
                  ))}
                </span>
              )}
              {me && !can.viewMembers && ask}
            </>
          )
        }
      />
      <div className="flex flex-col gap-4">
        <LinkTabs
          label={t('tabs.label')}
          tabs={[
            tab(base, t('tabs.repositories'), data?.repositoryCount),
            ...(can.viewMembers
              ? [tab(`${base}/members`, t('tabs.members')), tab(`${base}/access`, t('tabs.access'))]
              : []),
            ...(can.manageRobots ? [tab(`${base}/robots`, t('tabs.robots'))] : []),
            ...(can.viewMembers
              ? [
                  tab(`${base}/cleanup`, t('tabs.cleanup')),
                  tab(`${base}/trash`, t('tabs.trash')),
                  tab(`${base}/storage`, t('tabs.storage')),
                ]
              : []),
            ...(can.viewAudit ? [tab(`${base}/activity`, t('tabs.activity'))] : []),
            ...(can.viewMembers ? [tab(`${base}/settings`, t('tabs.settings'))] : []),
          ]}
        />
        {children}
      </div>
    </div>
  );
}
