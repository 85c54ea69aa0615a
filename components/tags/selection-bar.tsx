'use client';
import { useMutation } from '@tanstack/react-query';
import { Lock, LockOpen, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, IconButton } from '@/components/ui/button';
import { toast } from '@/components/ui/toast-store';
import { allMatching } from './api';
import type { TagsFilter } from './url-state';

type Props = {
  repository: string;
  filter: TagsFilter;
  count: number;
  total: number;
  reason: string | null;
  /** Why locks can't be changed. */
  lockReason: string | null;
  /** All that are selected are locked. */
  locked: boolean;
  onLock: () => void;
  onUnlock: () => void;
  onSelect: (names: readonly string[]) => void;
  onClear: () => void;
  onDelete: () => void;
};

/** Takes the toolbar's place while rows are selected; at the thumb on a phone. */
export function SelectionBar({
  repository,
  filter,
  count,
  total,
  reason,
  lockReason,
  locked,
  onLock,
  onUnlock,
  onSelect,
  onClear,
  onDelete,
}: Props) {
  const t = useTranslations('tags');
  const [found, setFound] = useState(0);
  const all = useMutation({
    mutationFn: () => allMatching(repository, filter, setFound),
    onSuccess: onSelect,
    onError: (error) => toast({ tone: 'danger', title: error.message }),
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
      <span role="status" className="font-medium tabular-nums">
        {t('selected', { count })}
      </span>
      {count < total && (
        <Button variant="ghost" busy={all.isPending} onClick={() => all.mutate()}>
          {all.isPending ? t('selecting', { count: found, total }) : t('selectAll', { count: total })}
        </Button>
      )}
      <Button
        reason={lockReason}
        onClick={locked ? onUnlock : onLock}
        icon={locked ? <LockOpen aria-hidden size={16} /> : <Lock aria-hidden size={16} />}
        className="ml-auto max-md:flex-1"
      >
        {t(locked ? 'lock.unlockMany' : 'lock.many')}
      </Button>
      <Button
        reason={reason}
        onClick={onDelete}
        icon={<Trash2 aria-hidden size={16} />}
        variant="caution"
        className="max-md:flex-1"
      >
        {t('deleteSelected', { count })}
      </Button>
    </div>
  );
}
