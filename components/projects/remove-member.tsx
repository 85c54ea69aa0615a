'use client';
import { UserMinus } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Member } from '#lib/schemas/projects.ts';
import { useViewer } from '@/components/api/viewer';
import { IconButton } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import type { Blocked } from './role-select';
import { useRemoveMember } from './use-member-changes';

type Props = { project: string; isPublic: boolean; member: Member; blocked: Blocked };

export function RemoveMember({ project, isPublic, member, blocked }: Props) {
  const t = useTranslations('projects');
  const { me } = useViewer();
  const [open, setOpen] = useState(false);
  const remove = useRemoveMember(project);
  const name = member.username;
  const blockedBy = blocked && (blocked === 'role' ? t('needsOwner', { project }) : t('members.lastOwner'));
  const reason = blockedBy ?? (member.direct === null ? t('members.onlyThrough') : null);
  return (
    <>
      <IconButton label={t('members.removeNamed', { name })} reason={reason} onClick={() => setOpen(true)}>
        <UserMinus aria-hidden size={16} />
      </IconButton>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t('members.removeTitle', { name })}
        confirmLabel={t('members.remove')}
        busy={remove.isPending}
        onConfirm={() => remove.mutate(name, { onSettled: () => setOpen(false) })}
      >
        <p>{t(isPublic ? 'members.removeText' : 'members.removeTextPrivate', { name, project })}</p>
        {me?.username === name && <p>{t('members.removeSelf')}</p>}
      </ConfirmDialog>
    </>
  );
}
