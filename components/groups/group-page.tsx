'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { Card } from '@/components/ui/card';
import { ErrorState } from '@/components/ui/faces';
import { PageHeader } from '@/components/ui/page-header';
import { SkeletonRows } from '@/components/ui/skeleton';
import { GroupMappings } from './group-mappings';
import { GroupMembers } from './group-members';
import { GroupSettings } from './group-settings';
import { groupQuery } from './queries';

/** One group: who is in it, what it gives, and where it comes from. */
export function GroupPage({ name }: { name: string }) {
  const t = useTranslations('groups');
  const roles = useTranslations('ui.roles');
  const ui = useTranslations('ui');
  const { data, error, refetch } = useQuery(groupQuery(name));
  return (
    <div className="flex flex-col gap-6">
      <PageHeader
        crumbs={[{ label: t('title'), href: '/admin/groups' }]}
        title={name}
        lead={data?.description}
      />
      {!data && error && <ErrorState title={t('failed')} error={error} onRetry={() => void refetch()} />}
      {!data && !error && <SkeletonRows label={ui('loading')} />}
      {data && (
        <div className="grid items-start gap-6 lg:grid-cols-2">
          <GroupMembers group={name} />
          <div className="flex flex-col gap-6">
            <Card title={t('projects.title')}>
              {data.projects.length === 0 ? (
                <p className="text-muted">{t('projects.none')}</p>
              ) : (
                <ul className="border-t border-line">
                  {data.projects.map(({ project, role }) => (
                    <li
                      key={project}
                      className="flex min-h-11 items-center justify-between gap-3 border-b border-line text-table"
                    >
                      <Link
                        href={`/projects/${project}/members`}
                        className="truncate font-medium text-accent hover:underline"
                      >
                        {project}
                      </Link>
                      <span className="text-muted">{roles(role)}</span>
                    </li>
                  ))}
                </ul>
              )}
            </Card>
            <GroupMappings group={data} />
            <GroupSettings group={data} />
          </div>
        </div>
      )}
    </div>
  );
}
