'use client';
import { useTranslations } from 'use-intl';
import type { Member } from '#lib/schemas/projects.ts';
import { Select } from '@/components/ui/select';
import { useRoleOptions } from '@/components/ui/role-options';
import { useSetMember } from './use-member-changes';

/** Why a member can't be changed: the viewer is no owner, or it is the last one. */
export type Blocked = 'role' | 'lastOwner' | null;

export function RoleSelect({
  project,
  member,
  blocked,
}: {
  project: string;
  member: Member;
  blocked: Blocked;
}) {
  const t = useTranslations('projects');
  const options = useRoleOptions();
  const change = useSetMember(project);
  return (
    <Select
      label={t('members.roleOf', { name: member.username })}
      value={member.direct ?? member.role}
      options={options}
      reason={blocked && (blocked === 'role' ? t('needsOwner', { project }) : t('members.lastOwner'))}
      onChange={(role) => change.mutate({ username: member.username, role })}
      className="w-32"
    />
  );
}
