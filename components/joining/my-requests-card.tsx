'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { MyAccessRequest } from '#lib/schemas/joining.ts';
import { useLiveQueries } from '@/components/live/use-live-queries';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { ErrorState } from '@/components/ui/faces';
import { SkeletonRows } from '@/components/ui/skeleton';
import { RelativeTime } from '@/components/ui/time';
import { toast } from '@/components/ui/toast-store';
import { AskAccess } from './ask-access';
import { myRequestsQuery, withdrawRequest } from './queries';

/** What one asked for and has not got. */
export function MyRequestsCard() {
  const t = useTranslations('joining.mine');
  const ui = useTranslations('ui');
  const { data, error, refetch } = useQuery(myRequestsQuery);
  useLiveQueries([myRequestsQuery.queryKey], (event) => event.kind === 'access');
  return (
    <Card title={t('title')} flush end={<AskAccess />}>
      {data ? (
        data.items.length === 0 ? (
          <p className="px-4 py-4 text-muted">{t('empty')}</p>
        ) : (
          <ul aria-label={t('title')}>
            {data.items.map((request) => (
              <RequestRow key={request.id} request={request} />
            ))}
          </ul>
        )
      ) : error ? (
        <ErrorState title={t('failed')} error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonRows rows={1} label={ui('loading')} />
      )}
    </Card>
  );
}

function RequestRow({ request }: { request: MyAccessRequest }) {
  const t = useTranslations('joining.mine');
  const roles = useTranslations('ui.roles');
  const client = useQueryClient();
  const { project, role, createdAt, lapsesAt } = request;
  const withdraw = useMutation({
    mutationFn: () => withdrawRequest(request.id),
    onSuccess: () => toast({ title: t('withdrawn') }),
    onError: (error) => toast({ tone: 'danger', title: t('failedToWithdraw'), detail: error.message }),
    onSettled: () => client.invalidateQueries(myRequestsQuery),
  });
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2.5 last:border-0">
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words">{t('what', { project, role: roles(role) })}</p>
        <p className="text-table text-muted">
          {t.rich('asked', { time: () => <RelativeTime at={createdAt} /> })} ·{' '}
          {t.rich('lapses', { time: () => <RelativeTime at={lapsesAt} /> })}
        </p>
      </div>
      <Button
        busy={withdraw.isPending}
        onClick={() => withdraw.mutate()}
        aria-label={t('withdrawNamed', { project })}
      >
        {t('withdraw')}
      </Button>
    </li>
  );
}
