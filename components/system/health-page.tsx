'use client';
import { useQuery } from '@tanstack/react-query';
import { CircleAlert, CircleCheck, RefreshCw } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Chip } from '@/components/ui/chip';
import { ErrorState } from '@/components/ui/faces';
import { PageHeader } from '@/components/ui/page-header';
import { SkeletonRows } from '@/components/ui/skeleton';
import { healthQuery } from './queries';

export function HealthPage() {
  const t = useTranslations('system');
  const ui = useTranslations('ui');
  const { data, error, isFetching, refetch } = useQuery(healthQuery);
  const allWell = data?.ready && data.checks.every((check) => check.ok);
  return (
    <div className="flex max-w-(--container-form) flex-col gap-6">
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={
          <Button busy={isFetching} icon={<RefreshCw aria-hidden size={16} />} onClick={() => void refetch()}>
            {t('check')}
          </Button>
        }
      />
      {data ? (
        <Card
          title={allWell ? t('ready') : t('notReady')}
          flush
          end={<span className="text-table text-muted">{t('version', { version: data.version })}</span>}
        >
          <ul>
            {data.checks.map(({ name, ok, message }) => (
              <li key={name} className="flex items-start gap-3 border-b border-line px-4 py-3 last:border-0">
                {ok ? (
                  <CircleCheck aria-hidden size={16} className="mt-0.5 shrink-0 text-ok" />
                ) : (
                  <CircleAlert aria-hidden size={16} className="mt-0.5 shrink-0 text-danger" />
                )}
                <div className="min-w-0 flex-1">
                  <p className="font-medium">{name}</p>
                  <p className="break-words text-text-2">{message}</p>
                </div>
                <Chip tone={ok ? 'ok' : 'danger'}>{ok ? t('ok') : t('bad')}</Chip>
              </li>
            ))}
          </ul>
        </Card>
      ) : error ? (
        <ErrorState title={t('failed')} error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonRows rows={4} label={ui('loading')} />
      )}
    </div>
  );
}
