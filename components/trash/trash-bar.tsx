'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Trash2, Undo2 } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/ui/button';
import { SelectionBar } from '@/components/ui/selection-bar';
import { toast } from '@/components/ui/toast-store';
import { restoreMany } from './api';

type Props = {
  project: string;
  selected: ReadonlySet<string>;
  restoreReason: string | null;
  purgeReason: string | null;
  onClear: () => void;
  onPurge: () => void;
};

/** What one can do with the entries that are selected. */
export function TrashBar({ project, selected, restoreReason, purgeReason, onClear, onPurge }: Props) {
  const t = useTranslations('trash');
  const client = useQueryClient();
  const count = selected.size;
  const restore = useMutation({
    mutationFn: () => restoreMany(project, { ids: [...selected] }),
    onSuccess: ({ restored, failed }) => {
      const [first] = failed;
      toast({
        title: t('restoredMany', { count: restored.length }),
        ...(first && {
          tone: 'danger',
          detail: t('restoredNotAll', { count: failed.length, first: first.message }),
        }),
      });
      onClear();
    },
    onError: (error) =>
      toast({ tone: 'danger', title: t('restoredMany', { count: 0 }), detail: error.message }),
    onSettled: () => client.invalidateQueries(),
  });
  return (
    <SelectionBar text={t('selected', { count })} clearLabel={t('clear')} onClear={onClear}>
      <Button
        reason={restoreReason}
        busy={restore.isPending}
        icon={<Undo2 aria-hidden size={16} />}
        onClick={() => restore.mutate()}
      >
        {t('restoreMany', { count })}
      </Button>
      <Button
        variant="caution"
        reason={purgeReason}
        icon={<Trash2 aria-hidden size={16} />}
        onClick={onPurge}
      >
        {t('purge.many')}
      </Button>
    </SelectionBar>
  );
}
