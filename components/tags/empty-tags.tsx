'use client';
import { Tag } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { projectOf } from '#lib/oci/reference.ts';
import { useViewer } from '@/components/api/viewer';
import { CommandLine } from '@/components/ui/copy';
import { EmptyState } from '@/components/ui/faces';

/** No tags yet: how to push one, for this host and repository. */
export function EmptyTags({ repository, canPush }: { repository: string; canPush: boolean }) {
  const t = useTranslations('tags');
  const { registryHost } = useViewer();
  const target = `${registryHost}/${repository}:latest`;
  return (
    <EmptyState icon={<Tag aria-hidden size={32} />} title={t('empty')}>
      {canPush ? (
        <>
          <p className="mb-3">{t('emptyText')}</p>
          <div className="flex flex-col gap-2">
            <CommandLine command={`docker tag ${repository.split('/').at(-1)} ${target}`} />
            <CommandLine command={`docker push ${target}`} />
          </div>
        </>
      ) : (
        t('emptyNoPush', { project: projectOf(repository) })
      )}
    </EmptyState>
  );
}
