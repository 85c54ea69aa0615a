'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { SavedRetention } from '#lib/schemas/retention-runs.ts';
import { useViewer } from '@/components/api/viewer';
import { Button, ButtonLink } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/time';
import { toast } from '@/components/ui/toast-store';
import { resumeCleanup } from './api';
import { cleanupStateQuery } from './queries';

/** What holds cleanup up, and for who may: the way on. */
export function Pauses({ pauses }: { pauses: SavedRetention['pauses'] }) {
  const t = useTranslations('cleanup.pauses');
  const { me } = useViewer();
  return pauses.map(({ blocks, message, since }) => (
    <Notice
      key={blocks + message}
      actions={
        blocks === 'every' ? (
          <ResumeButton />
        ) : (
          me?.admin && <ButtonLink href="/admin/cleanup">{t('sources')}</ButtonLink>
        )
      }
    >
      <p className="font-medium">{t(blocks)}</p>
      <p className="text-text-2">
        {message}
        {/* Of a source, the message says it. */}
        {blocks === 'every' && (
          <span className="whitespace-nowrap text-muted">
            {' '}
            {t.rich('since', { time: () => <RelativeTime at={since} /> })}
          </span>
        )}
      </p>
    </Notice>
  ));
}

/** An administrator says that the index is right. While it is still being built nobody can, and an administrator sees no button. */
export function ResumeButton() {
  const t = useTranslations('cleanup.pauses');
  const { me } = useViewer();
  const client = useQueryClient();
  const { data } = useQuery({ ...cleanupStateQuery, enabled: me?.admin ?? false });
  const [open, setOpen] = useState(false);
  const resume = useMutation({
    mutationFn: resumeCleanup,
    onSuccess: () => {
      setOpen(false);
      toast({ title: t('resumed') });
    },
    onError: (error) => toast({ tone: 'danger', title: t('failed'), detail: error.message }),
    onSettled: () => client.invalidateQueries(),
  });
  if (me?.admin && !data?.paused) return null;
  return (
    <>
      <Button reason={me?.admin ? null : t('needsAdmin')} onClick={() => setOpen(true)}>
        {t('resume')}
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t('confirmTitle')}
        confirmLabel={t('confirm')}
        destructive={false}
        busy={resume.isPending}
        onConfirm={() => resume.mutate()}
      >
        <p>{t('confirmText')}</p>
        <p>{t('confirmCheck')}</p>
      </ConfirmDialog>
    </>
  );
}
