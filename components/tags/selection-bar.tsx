'use client';
import { useMutation } from '@tanstack/react-query';
import { Lock, LockOpen, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/ui/button';
import { SelectionBar as Bar } from '@/components/ui/selection-bar';
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

/** What one can do with the tags that are selected. */
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
    <Bar
      text={t('selected', { count })}
      clearLabel={t('clear')}
      onClear={onClear}
      more={
        count < total && (
          <Button variant="ghost" busy={all.isPending} onClick={() => all.mutate()}>
            {all.isPending ? t('selecting', { count: found, total }) : t('selectAll', { count: total })}
          </Button>
        )
      }
    >
      <Button
        reason={lockReason}
        onClick={locked ? onUnlock : onLock}
        icon={locked ? <LockOpen aria-hidden size={16} /> : <Lock aria-hidden size={16} />}
      >
        {t(locked ? 'lock.unlockMany' : 'lock.many')}
      </Button>
      <Button reason={reason} onClick={onDelete} icon={<Trash2 aria-hidden size={16} />} variant="caution">
        {t('deleteSelected', { count })}
      </Button>
    </Bar>
  );
}
