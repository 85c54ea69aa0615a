'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Undo2 } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { ApiError } from '@/components/api/api-error';
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
  onTaken,
}: {
  id: string;
  name: string;
  reason: string | null;
  variant?: ButtonVariant;
  onDone?: () => void;
  /** Its tag exists again: what then? Without it that is an error like any other. */
  onTaken?: () => void;
}) {
  const t = useTranslations('trash');
  const client = useQueryClient();
  const restore = useMutation({
    mutationFn: () => restoreTrash(id),
    onSuccess: () => {
      toast({ title: t('restored', { name }) });
      onDone?.();
    },
    onError: (error) => {
      if (onTaken && error instanceof ApiError && error.code === 'CONFLICT' && isTaken(error)) onTaken();
      else toast({ tone: 'danger', title: t('failedRestore', { name }), detail: error.message });
    },
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

/** The one conflict that names the tag. */
function isTaken({ facts }: ApiError): boolean {
  return typeof facts === 'object' && facts !== null && 'tag' in facts;
}
