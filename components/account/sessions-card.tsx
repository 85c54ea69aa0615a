'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Monitor } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Session } from '#lib/schemas/users.ts';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Chip } from '@/components/ui/chip';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { ErrorState } from '@/components/ui/faces';
import { SkeletonRows } from '@/components/ui/skeleton';
import { RelativeTime } from '@/components/ui/time';
import { toast } from '@/components/ui/toast-store';
import { deviceOf } from './device';
import { endOtherSessions, endSession, sessionsQuery } from './queries';

export function SessionsCard() {
  const t = useTranslations('account.sessions');
  const ui = useTranslations('ui');
  const { data, error, refetch } = useQuery(sessionsQuery);
  const [asking, setAsking] = useState(false);
  const end = useEnd(endSession);
  const endOthers = useEnd(endOtherSessions, () => setAsking(false));
  const several = (data?.items.length ?? 0) > 1;
  return (
    <Card
      title={t('title')}
      flush
      end={several && <Button onClick={() => setAsking(true)}>{t('endOthers')}</Button>}
    >
      {data ? (
        <ul aria-label={t('label')}>
          {data.items.map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              busy={end.isPending && end.variables === session.id}
              onEnd={() => end.mutate(session.id)}
            />
          ))}
        </ul>
      ) : error ? (
        <ErrorState title={t('failed')} error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonRows rows={2} label={ui('loading')} />
      )}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('endOthersTitle')}
        confirmLabel={t('endOthers')}
        busy={endOthers.isPending}
        onConfirm={() => endOthers.mutate(undefined)}
      >
        <p>{t('endOthersText')}</p>
      </ConfirmDialog>
    </Card>
  );
}

function SessionRow({ session, busy, onEnd }: { session: Session; busy: boolean; onEnd: () => void }) {
  const t = useTranslations('account.sessions');
  const device = deviceOf(session.userAgent) ?? t('unknownDevice');
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2.5 last:border-0">
      <Monitor aria-hidden size={16} className="text-muted" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2 font-medium" title={session.userAgent ?? undefined}>
          {device}
          {session.current && <Chip tone="ok">{t('current')}</Chip>}
        </p>
        <p className="text-table text-muted">
          {session.address ?? t('unknownAddress')} ·{' '}
          {t.rich('seen', { time: () => <RelativeTime at={session.lastSeenAt} /> })} ·{' '}
          {t.rich('begun', { time: () => <RelativeTime at={session.createdAt} /> })}
        </p>
      </div>
      {!session.current && (
        <Button busy={busy} onClick={onEnd} aria-label={t('endNamed', { device })}>
          {t('end')}
        </Button>
      )}
    </li>
  );
}

function useEnd<Input>(mutationFn: (input: Input) => Promise<void>, onSettled?: () => void) {
  const t = useTranslations('account.sessions');
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => toast({ title: t('ended') }),
    onError: (error) => toast({ tone: 'danger', title: error.message }),
    onSettled: () => {
      onSettled?.();
      return client.invalidateQueries(sessionsQuery);
    },
  });
}
