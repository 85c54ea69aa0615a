'use client';
import { Copy, Ellipsis, History, Lock, LockOpen, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'use-intl';
import type { Tag } from '#lib/schemas/repositories.ts';
import { repositoryHref } from '@/components/api/repository-path';
import { IconButton } from '@/components/ui/button';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';

/** What one can do with one tag. `reasonFor` says why it can't be deleted, `lockReason` why its lock can't be changed. */
export type TagActions = {
  copyPull: (tag: Tag) => void;
  remove: (tag: Tag) => void;
  lock: (tag: Tag) => void;
  unlock: (tags: readonly string[]) => void;
  reasonFor: (tag: Tag) => string | null;
  lockReason: string | null;
};

export function TagMenu({ repository, tag, actions }: { repository: string; tag: Tag; actions: TagActions }) {
  const t = useTranslations('tags');
  const router = useRouter();
  const reason = actions.reasonFor(tag);
  const isLocked = tag.locked?.by === 'lock';
  return (
    <Menu
      trigger={
        <IconButton label={t('actionsOf', { name: tag.name })} className="max-md:-mr-2">
          <Ellipsis aria-hidden size={16} />
        </IconButton>
      }
    >
      <MenuItem icon={<Copy aria-hidden size={16} />} keys="c" onSelect={() => actions.copyPull(tag)}>
        {t('copyPull')}
      </MenuItem>
      <MenuItem
        icon={<History aria-hidden size={16} />}
        onSelect={() =>
          router.push(`${repositoryHref(repository, 'timeline')}?tag=${encodeURIComponent(tag.name)}`)
        }
      >
        {t('history')}
      </MenuItem>
      <MenuItem
        icon={isLocked ? <LockOpen aria-hidden size={16} /> : <Lock aria-hidden size={16} />}
        reason={actions.lockReason}
        onSelect={() => (isLocked ? actions.unlock([tag.name]) : actions.lock(tag))}
      >
        {t(isLocked ? 'lock.unlockOne' : 'lock.one')}
      </MenuItem>
      <MenuSeparator />
      <MenuItem
        danger
        icon={<Trash2 aria-hidden size={16} />}
        keys={reason ? undefined : 'd'}
        reason={reason}
        onSelect={() => actions.remove(tag)}
      >
        {t('delete')}
      </MenuItem>
    </Menu>
  );
}
