'use client';
import { Package } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useViewer } from '@/components/api/viewer';
import { CommandLine } from '@/components/ui/copy';
import { EmptyState } from '@/components/ui/faces';
import { RepositoriesList } from './repositories-list';

export function RepositoriesTab({ project, canPush }: { project: string; canPush: boolean }) {
  const t = useTranslations('repositories');
  const { registryHost } = useViewer();
  const target = `${registryHost}/${project}/app:latest`;
  return (
    <RepositoriesList
      project={project}
      empty={
        <EmptyState icon={<Package aria-hidden size={32} />} title={t('empty')}>
          {canPush ? (
            <>
              <p className="mb-3">{t('emptyText')}</p>
              <div className="flex flex-col gap-2">
                <CommandLine command={`docker tag app ${target}`} />
                <CommandLine command={`docker push ${target}`} />
              </div>
            </>
          ) : (
            t('emptyNoPush', { project })
          )}
        </EmptyState>
      }
    />
  );
}
