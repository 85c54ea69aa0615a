'use client';
import { Compass } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useViewer } from '@/components/api/viewer';
import { EmptyState } from '@/components/ui/faces';
import { PageHeader } from '@/components/ui/page-header';
import { RepositoriesList } from './repositories-list';

export function ExplorePage() {
  const t = useTranslations('repositories.explore');
  const { me } = useViewer();
  return (
    <div className="flex flex-col gap-6">
      <PageHeader title={t('title')} lead={t(me ? 'lead' : 'leadOut')} />
      <RepositoriesList
        empty={
          <EmptyState icon={<Compass aria-hidden size={32} />} title={t('empty')}>
            {t('emptyText')}
          </EmptyState>
        }
      />
    </div>
  );
}
