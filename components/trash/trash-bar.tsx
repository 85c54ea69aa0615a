'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Trash2, Undo2, X } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button, IconButton } from '@/components/ui/button';
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

/** What one can do with the entries that are selected; at the thumb on a phone. */
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
    <div
      role="toolbar"
      aria-label={t('selected', { count })}
      className="flex min-w-0 flex-1 items-center gap-2 max-md:fixed max-md:inset-x-0 max-md:bottom-0 max-md:z-30 max-md:flex-wrap max-md:border-t max-md:border-line max-md:bg-bg max-md:p-3 max-md:pb-[calc(--spacing(3)+env(safe-area-inset-bottom))]"
    >
      <IconButton label={t('clear')} onClick={onClear} className="-ml-1">
        <X aria-hidden size={16} />
      </IconButton>
      <span role="status" className="font-medium tabular-nums max-md:basis-[calc(100%-4rem)]">
        {t('selected', { count })}
      </span>
      <Button
        className="ml-auto max-md:flex-1"
        reason={restoreReason}
        busy={restore.isPending}
        icon={<Undo2 aria-hidden size={16} />}
        onClick={() => restore.mutate()}
      >
        {t('restoreMany', { count })}
      </Button>
      <Button
        variant="caution"
        className="max-md:flex-1"
        reason={purgeReason}
        icon={<Trash2 aria-hidden size={16} />}
        onClick={onPurge}
      >
        {t('purge.many')}
      </Button>
    </div>
  );
}
