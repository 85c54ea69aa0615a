'use client';
import { Plus } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import type { Project } from '#lib/schemas/projects.ts';
import { Bytes } from '@/components/ui/bytes';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { RelativeTime } from '@/components/ui/time';

export function ProjectsCard({ projects, canCreate }: { projects: readonly Project[]; canCreate: boolean }) {
  const t = useTranslations('home');
  return (
    <Card
      title={t('myProjects')}
      flush
      end={
        <Link href="/projects" className="rounded-md text-table font-medium text-accent hover:underline">
          {t('allProjects')}
        </Link>
      }
    >
      {projects.length === 0 ? (
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
          {projects.map((project) => (
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
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
