'use client';
import { Copy, Ellipsis, History, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'use-intl';
import type { Tag } from '#lib/schemas/repositories.ts';
import { repositoryHref } from '@/components/api/repository-path';
import { IconButton } from '@/components/ui/button';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';

/** What one can do with one tag. `reason` says why it can't be deleted. */
export type TagActions = { copyPull: (tag: Tag) => void; remove: (tag: Tag) => void; reason: string | null };

export function TagMenu({ repository, tag, actions }: { repository: string; tag: Tag; actions: TagActions }) {
  const t = useTranslations('tags');
  const router = useRouter();
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
      <MenuSeparator />
      <MenuItem
        danger
        icon={<Trash2 aria-hidden size={16} />}
        keys={actions.reason ? undefined : 'd'}
        reason={actions.reason}
        onSelect={() => actions.remove(tag)}
      >
        {t('delete')}
      </MenuItem>
    </Menu>
  );
}
