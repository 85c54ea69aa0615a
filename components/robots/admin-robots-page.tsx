'use client';
import { useTranslations } from 'use-intl';
import { PageHeader } from '@/components/ui/page-header';
import { RobotsList } from './robots-list';

/** The robots of the system, for administrators. */
export function AdminRobotsPage() {
  const t = useTranslations('robots');
  return (
    <div className="flex flex-col gap-6">
      <PageHeader title={t('systemTitle')} />
      <RobotsList home={null} />
    </div>
  );
}
