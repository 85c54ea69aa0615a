'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { FormError } from '@/components/ui/field';
import { toast } from '@/components/ui/toast-store';
import { purgeTrash } from './api';

/** What is to go for good: some entries, or all there are (`count`). */
export type Doomed = { ids: string[] } | { all: true; count: number };

/** The one thing about the trash that can't be undone. `doomed` is null while it is closed. */
export function PurgeDialog({
  project,
  doomed,
  onClose,
  onDone,
}: {
  project: string;
  doomed: Doomed | null;
  onClose: () => void;
  onDone: () => void;
}) {
  const t = useTranslations('trash.purge');
  const client = useQueryClient();
  const all = doomed !== null && 'all' in doomed;
  const count = doomed === null ? 0 : 'all' in doomed ? doomed.count : doomed.ids.length;
  const purge = useMutation({
    mutationFn: () => purgeTrash(project, all ? { all: true } : (doomed as { ids: string[] })),
    onSuccess: ({ entries, waiting }) => {
      toast({
        title: t('done', { count: entries }),
        ...(waiting > 0 && { detail: t('waiting', { count: waiting }) }),
      });
      onDone();
      onClose();
    },
    onSettled: () => client.invalidateQueries(),
  });
  return (
    <ConfirmDialog
      open={doomed !== null}
      onOpenChange={() => {
        purge.reset();
        onClose();
      }}
      title={all ? t('titleAll', { project }) : t('titleMany', { count })}
      confirmLabel={t(all ? 'confirmAll' : 'confirm')}
      {...(all && { typedName: project })}
      busy={purge.isPending}
      onConfirm={() => purge.mutate()}
    >
      <FormError>{purge.error?.message}</FormError>
      <p>{all ? t('textAll', { count }) : t('text')}</p>
    </ConfirmDialog>
  );
}
