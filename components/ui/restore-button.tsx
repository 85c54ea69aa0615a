'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Undo2 } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { restoreTrash } from '@/components/api/restore';
import { Button } from './button';
import type { ButtonVariant } from './button';
import { toast } from './toast-store';

/** Brings back what a trash entry holds; `name` is what it is called, `reason` why one may not. */
export function RestoreButton({
  id,
  name,
  reason,
  variant,
  onDone,
}: {
  id: string;
  name: string;
  reason: string | null;
  variant?: ButtonVariant;
  onDone?: () => void;
}) {
  const t = useTranslations('trash');
  const client = useQueryClient();
  const restore = useMutation({
    mutationFn: () => restoreTrash(id),
    onSuccess: () => {
      toast({ title: t('restored', { name }) });
      onDone?.();
    },
    onError: (error) => toast({ tone: 'danger', title: t('failedRestore', { name }), detail: error.message }),
    onSettled: () => client.invalidateQueries(),
  });
  return (
    <Button
      variant={variant}
      aria-label={t('restoreNamed', { name })}
      reason={reason}
      busy={restore.isPending}
      icon={<Undo2 aria-hidden size={14} />}
      onClick={() => restore.mutate()}
    >
      {t('restore')}
    </Button>
  );
}
