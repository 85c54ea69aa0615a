'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Undo2 } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { TrashEntry } from '#lib/schemas/repositories.ts';
import { restoreTrash } from '@/components/api/restore';
import { Button } from '@/components/ui/button';
import { shortDigest } from '@/components/ui/digest';
import { toast } from '@/components/ui/toast-store';

export function RestoreButton({ entry, reason }: { entry: TrashEntry; reason: string | null }) {
  const t = useTranslations('trash');
  const client = useQueryClient();
  const name = entry.tag ?? shortDigest(entry.digest);
  const restore = useMutation({
    mutationFn: () => restoreTrash(entry.id),
    onSuccess: () => toast({ title: t('restored', { name }) }),
    onError: (error) => toast({ tone: 'danger', title: t('failedRestore', { name }), detail: error.message }),
    onSettled: () => client.invalidateQueries(),
  });
  return (
    <Button
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
