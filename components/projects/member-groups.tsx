'use client';
import { useQuery } from '@tanstack/react-query';
import { UserMinus, UsersRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { MemberGroup } from '#lib/schemas/projects.ts';
import { IconButton } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Select } from '@/components/ui/select';
import { memberGroupsQuery } from './queries';
import { useRoleOptions } from '@/components/ui/role-options';
import { useRemoveGroup, useSetGroupRole } from './use-member-changes';

/** The groups that have a role in the project; nothing where there are none. */
export function MemberGroups({ project, canManage }: { project: string; canManage: boolean }) {
  const t = useTranslations('projects.members');
  const { data } = useQuery(memberGroupsQuery(project));
  if (!data || data.items.length === 0) return null;
  return (
    <section aria-label={t('groups')}>
      <h2 className="border-b border-line px-3 pb-2 text-table font-medium text-muted max-md:px-0">
        {t('groups')}
      </h2>
      <ul>
        {data.items.map((group) => (
          <GroupRow key={group.name} project={project} group={group} canManage={canManage} />
        ))}
      </ul>
    </section>
  );
}

function GroupRow({
  project,
  group: { name, role, memberCount },
  canManage,
}: {
  project: string;
  group: MemberGroup;
  canManage: boolean;
}) {
  const t = useTranslations('projects');
  const options = useRoleOptions();
  const change = useSetGroupRole(project);
  const remove = useRemoveGroup(project);
  const [open, setOpen] = useState(false);
  const reason = canManage ? null : t('needsOwner', { project });
  return (
    <li className="flex min-h-11 items-center gap-3 border-b border-line px-3 py-1.5 text-table max-md:px-0">
      <UsersRound aria-hidden size={16} className="shrink-0 text-muted" />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{name}</span>
        <span className="block text-muted">{t('members.groupMembers', { count: memberCount })}</span>
      </span>
      <Select
        label={t('members.roleOf', { name })}
        value={role}
        options={options}
        reason={reason}
        onChange={(next) => change.mutate({ group: name, role: next })}
        className="w-32"
      />
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
        <p>{t('members.removeGroupText', { name, project })}</p>
      </ConfirmDialog>
    </li>
  );
}
