'use client';
import { UsersRound } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { Member } from '#lib/schemas/projects.ts';
import { useViewer } from '@/components/api/viewer';
import { Avatar } from '@/components/ui/avatar';
import { Chip } from '@/components/ui/chip';
import type { Column } from '@/components/ui/table/column';
import { RelativeTime } from '@/components/ui/time';
import { RemoveMember } from './remove-member';
import { RoleSelect } from './role-select';

export type MembersContext = { project: string; isPublic: boolean; canManage: boolean; onlyOwner: boolean };

export function useMemberColumns({
  project,
  isPublic,
  canManage,
  onlyOwner,
}: MembersContext): Column<Member>[] {
  const t = useTranslations('projects.members');
  const roles = useTranslations('ui.roles');
  const { me } = useViewer();
  const myself = me?.username;
  return useMemo(() => {
    const reasonFor = (member: Member) => {
      if (!canManage) return 'role' as const;
      return onlyOwner && member.direct === 'owner' && !member.disabled ? ('lastOwner' as const) : null;
    };
    return [
      {
        id: 'name',
        header: t('name'),
        width: 'minmax(0,2fr)',
        card: 'main',
        cell: (member) => (
          <span className="flex min-w-0 items-center gap-2">
            <Avatar name={member.username} />
            <span data-row-link tabIndex={-1} className="truncate font-medium">
              {member.username}
            </span>
            {member.username === myself && <Chip>{t('you')}</Chip>}
            {member.disabled && <Chip tone="warn">{t('disabled')}</Chip>}
          </span>
        ),
      },
      {
        id: 'role',
        header: t('role'),
        width: '10rem',
        card: 'subend',
        cell: (member) => <RoleSelect project={project} member={member} blocked={reasonFor(member)} />,
      },
      {
        id: 'through',
        header: t('through'),
        width: 'minmax(0,1fr)',
        from: 'lg',
        cell: ({ role, direct, groups }) => (
          <span className="flex flex-wrap gap-1">
            {direct && <Chip>{t('direct')}</Chip>}
            {groups.map((name) => (
              <Chip key={name} icon={<UsersRound aria-hidden size={12} />}>
                {name}
              </Chip>
            ))}
            {direct && role !== direct && (
              <span className="text-muted">{t('inEffect', { role: roles(role) })}</span>
            )}
          </span>
        ),
      },
      {
        id: 'active',
        header: t('active'),
        width: '8rem',
        card: 'sub',
        cell: ({ lastActiveAt }) => (
          <span className="text-muted">{lastActiveAt ? <RelativeTime at={lastActiveAt} /> : t('never')}</span>
        ),
      },
      {
        id: 'added',
        header: t('added'),
        width: '8rem',
        from: 'lg',
        cell: ({ addedAt }) => addedAt && <RelativeTime at={addedAt} className="text-muted" />,
      },
      {
        id: 'actions',
        header: t('remove'),
        quiet: true,
        width: '2.75rem',
        card: 'actions',
        end: true,
        cell: (member) => (
          <RemoveMember project={project} isPublic={isPublic} member={member} blocked={reasonFor(member)} />
        ),
      },
    ];
  }, [t, roles, project, isPublic, canManage, onlyOwner, myself]);
}
