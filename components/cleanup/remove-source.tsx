'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { InUseSource } from '#lib/schemas/in-use.ts';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { toast } from '@/components/ui/toast-store';
import { removeInUseSource } from './api';

/** Forgets what a cluster reported; of one that is gone for good, since it would hold cleanup up for ever. */
export function RemoveSourceDialog({ source, onClose }: { source: InUseSource | null; onClose: () => void }) {
  const t = useTranslations('cleanup.admin');
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: removeInUseSource,
    onSuccess: (_, name) => toast({ title: t('removed', { name }) }),
    onError: (error) => toast({ tone: 'danger', title: t('removeFailed'), detail: error.message }),
    onSettled: () => {
      onClose();
      return client.invalidateQueries();
    },
  });
  const name = source?.name ?? '';
  return (
    <ConfirmDialog
      open={source !== null}
      onOpenChange={(open) => open || onClose()}
      title={t('removeTitle', { name })}
      confirmLabel={t('removeConfirm')}
      busy={remove.isPending}
      onConfirm={() => remove.mutate(name)}
    >
      <p>{t('removeText', { name, count: source?.digestCount ?? 0 })}</p>
    </ConfirmDialog>
  );
}
