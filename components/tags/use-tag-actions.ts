'use client';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { projectOf } from '#lib/oci/reference.ts';
import type { Tag } from '#lib/schemas/repositories.ts';
import { useViewer } from '@/components/api/viewer';
import { copyText } from '@/components/ui/copy';
import { useProtectionWords } from '@/components/ui/protection';
import { pullCommands } from '@/components/ui/pull-commands';
import { toast } from '@/components/ui/toast-store';
import type { TagActions } from './tag-menu';
import { useLockTags } from './use-lock-tags';

type Options = {
  canDelete: boolean;
  canLock: boolean;
  onRemove: (tags: readonly string[]) => void;
  onLock: (tags: readonly string[]) => void;
};

/** What one can do with a tag of the table, and why not; `reason` and `lockReason` are about the viewer's role alone. */
export function useTagActions(
  repository: string,
  { canDelete, canLock, onRemove, onLock }: Options,
): { actions: TagActions; reason: string | null; lockReason: string | null } {
  const t = useTranslations('tags');
  const { registryHost: host } = useViewer();
  const words = useProtectionWords();
  const { unlock } = useLockTags(repository);
  const project = projectOf(repository);
  const reason = canDelete ? null : t('needs', { project });
  const lockReason = canLock ? null : t('lock.needs', { project });
  const actions = useMemo(() => {
    const reasonFor = (tag: Tag) =>
      reason ?? (tag.locked ? t('protectedReason', { reason: words(tag.locked) }) : null);
    return {
      reasonFor,
      lockReason,
      copyPull: (tag: Tag) => {
        const command = pullCommands({ host, repository, tag: tag.name }).docker;
        void copyText(command).then((done) => done && toast({ title: t('copiedPull', { command }) }));
      },
      remove: (tag: Tag) => {
        const why = reasonFor(tag);
        if (why) toast({ title: why });
        else onRemove([tag.name]);
      },
      lock: (tag: Tag) => onLock([tag.name]),
      unlock,
    };
  }, [reason, lockReason, host, repository, t, words, unlock, onRemove, onLock]);
  return { actions, reason, lockReason };
}
