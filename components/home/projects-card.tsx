'use client';
import type { UseQueryResult } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import type { Page } from '#lib/schemas/common.ts';
import type { Project } from '#lib/schemas/projects.ts';
import { fullest, QUOTA_SHOWN_FROM } from '#lib/schemas/quotas.ts';
import { Bytes } from '@/components/ui/bytes';
import { ButtonLink } from '@/components/ui/button';
import { QuotaBar } from '@/components/ui/quota-bar';
import { RelativeTime } from '@/components/ui/time';
import { QueryCard } from './query-card';

export function ProjectsCard({
  query,
  canCreate,
}: {
  query: UseQueryResult<Page<Project>>;
  canCreate: boolean;
}) {
  const t = useTranslations('home');
  return (
    <QueryCard
      title={t('myProjects')}
      flush
      query={query}
      unavailable={t('projectsUnavailable')}
      end={() => (
        <Link href="/projects" className="rounded-md text-table font-medium text-accent hover:underline">
          {t('allProjects')}
        </Link>
      )}
    >
      {({ items }) =>
        items.length === 0 ? (
          <div className="flex flex-col items-center gap-3 px-4 py-8 text-center text-muted">
            <p>{t('noProjects')}</p>
            {canCreate && (
              <ButtonLink href="/projects?new" icon={<Plus aria-hidden size={16} />}>
                {t('newProject')}
              </ButtonLink>
            )}
          </div>
        ) : (
          <ul>
            {items.map((project) => (
              <li
                key={project.name}
                className="flex flex-wrap items-baseline justify-between gap-x-4 border-b border-line px-4 py-2.5 last:border-0 hover:bg-hover"
              >
                <Link
                  href={`/projects/${project.name}`}
                  className="min-w-0 truncate rounded-[3px] font-medium hover:text-accent hover:underline"
                >
                  {project.name}
                </Link>
                <span className="text-table text-muted tabular-nums">
                  {project.lastPushedAt && <RelativeTime at={project.lastPushedAt} />}
                </span>
                <span className="flex basis-full gap-1.5 text-table text-muted tabular-nums">
                  {t('repositoryCount', { count: project.repositoryCount })}
                  {project.repositoryCount > 0 && (
                    <>
                      <span aria-hidden>·</span>
                      <Bytes value={project.size} />
                    </>
                  )}
                </span>
                <NearlyFull project={project} />
              </li>
            ))}
          </ul>
        )
      }
    </QueryCard>
  );
}

/** The fullest quota of a project, once it matters. */
function NearlyFull({ project: { quota } }: { project: Project }) {
  const most = fullest(quota);
  const state = quota.find(({ kind }) => kind === most?.kind);
  if (!most || !state || most.share < QUOTA_SHOWN_FROM) return null;
  return <QuotaBar state={state} className="mt-1 basis-full" />;
}
