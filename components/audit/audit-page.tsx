'use client';
import { useQuery } from '@tanstack/react-query';
import { Settings2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { AuditTable } from './audit-table';
import { auditForwardingQuery } from './queries';
import { SettingsDialog } from './settings-dialog';

/** Everything that happened here, for administrators. */
export function AuditPage() {
  const t = useTranslations('audit');
  const [setting, setSetting] = useState(false);
  const { data } = useQuery(auditForwardingQuery);
  const error = data?.state?.error;
  return (
    <div className="flex flex-col gap-6">
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={
          <Button icon={<Settings2 aria-hidden size={16} />} onClick={() => setSetting(true)}>
            {t('settings.open')}
          </Button>
        }
      />
      {error && (
        <Notice actions={<Button onClick={() => setSetting(true)}>{t('settings.open')}</Button>}>
          {t('settings.failing', { count: data.state?.waiting ?? 0, error })}
        </Notice>
      )}
      <AuditTable project={null} />
      <SettingsDialog open={setting} onClose={() => setSetting(false)} />
    </div>
  );
}
