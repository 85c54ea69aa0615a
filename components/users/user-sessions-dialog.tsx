'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { User } from '#lib/schemas/users.ts';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog';
import { ErrorState } from '@/components/ui/faces';
import { SkeletonRows } from '@/components/ui/skeleton';
import { RelativeTime } from '@/components/ui/time';
import { toast } from '@/components/ui/toast-store';
import { endUserSessions } from './api';
import { userSessionsQuery } from './queries';

/** Where a user is signed in, and a way to end all of it. */
export function UserSessionsDialog({ user, onClose }: { user: User | null; onClose: () => void }) {
  const t = useTranslations('users.sessions');
  const name = user?.username ?? '';
  return (
    <Dialog
      open={user !== null}
      onOpenChange={onClose}
      title={t('title', { name })}
      description={t('lead', { name })}
    >
      <DialogBody>{user && <Sessions name={name} onClose={onClose} />}</DialogBody>
    </Dialog>
  );
}

function Sessions({ name, onClose }: { name: string; onClose: () => void }) {
  const t = useTranslations('users.sessions');
  const ui = useTranslations('ui');
  const { data, error, refetch } = useQuery(userSessionsQuery(name));
  const end = useMutation({
    mutationFn: () => endUserSessions(name),
    onSuccess: () => toast({ title: t('done', { name }) }),
    onError: (failure) => toast({ tone: 'danger', title: t('notDone', { name }), detail: failure.message }),
    onSettled: onClose,
  });
  return (
    <>
      {data ? (
        data.items.length === 0 ? (
          <p className="text-muted">{t('none')}</p>
        ) : (
          <ul aria-label={t('label')} className="rounded-md border border-line">
            {data.items.map((session) => (
              <li key={session.id} className="border-b border-line px-3 py-2 text-table last:border-0">
                <span className="block break-words">{session.userAgent ?? t('unknownBrowser')}</span>
                <span className="text-muted">
                  {session.address ?? t('unknownAddress')} ·{' '}
                  {t.rich('seen', { time: () => <RelativeTime at={session.lastSeenAt} /> })}
                </span>
              </li>
            ))}
          </ul>
        )
      ) : error ? (
        <ErrorState title={t('failed')} error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonRows rows={2} label={ui('loading')} />
      )}
      <DialogActions>
        <Button onClick={onClose}>{ui('close')}</Button>
        <Button variant="danger" busy={end.isPending} onClick={() => end.mutate()}>
          {t('end')}
        </Button>
      </DialogActions>
    </>
  );
}
