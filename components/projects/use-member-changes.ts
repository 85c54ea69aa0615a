'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { RoleName } from '#lib/schemas/common.ts';
import type { Member } from '#lib/schemas/projects.ts';
import type { Pages } from '@/components/api/paged';
import { toast } from '@/components/ui/toast-store';
import { removeGroup, removeMember, setGroupRole, setMember } from './api';
import { membersQuery, projectQuery } from './queries';

type Change = { username: string; role: RoleName; announce?: boolean };

/** Gives a role: shown at once, taken back if the server refuses. */
export function useSetMember(project: string) {
  const t = useTranslations('projects.members');
  const roles = useTranslations('ui.roles');
  const client = useQueryClient();
  const { queryKey } = membersQuery(project);
  return useMutation({
    mutationFn: ({ username, role }: Change) => setMember(project, username, role),
    onMutate: async ({ username, role }) => {
      await client.cancelQueries({ queryKey });
      const before = client.getQueryData<Pages<Member>>(queryKey);
      client.setQueryData<Pages<Member>>(queryKey, (pages) => pages && withRole(pages, username, role));
      return { before };
    },
    onError: (error, { username, announce }, context) => {
      client.setQueryData(queryKey, context?.before);
      if (!announce)
        toast({ tone: 'danger', title: t('changeFailed', { name: username }), detail: error.message });
    },
    onSuccess: (_, { username, role, announce }) => {
      if (announce) toast({ title: t('added1', { name: username, role: roles(role) }) });
    },
    onSettled: () => client.invalidateQueries({ queryKey: projectQuery(project).queryKey }),
  });
}

export function useRemoveMember(project: string) {
  const t = useTranslations('projects.members');
  const client = useQueryClient();
  return useMutation({
    mutationFn: (username: string) => removeMember(project, username),
    onError: (error) => toast({ tone: 'danger', title: error.message }),
    onSuccess: (_, name) => toast({ title: t('removed', { name, project }) }),
    onSettled: () => client.invalidateQueries({ queryKey: projectQuery(project).queryKey }),
  });
}

/** The same of a group; shown once it is done. */
export function useSetGroupRole(project: string) {
  const t = useTranslations('projects.members');
  const roles = useTranslations('ui.roles');
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ group, role }: { group: string; role: RoleName }) => setGroupRole(project, group, role),
    onError: (error, { group }) =>
      toast({ tone: 'danger', title: t('changeFailed', { name: group }), detail: error.message }),
    onSuccess: (_, { group, role }) => toast({ title: t('added1', { name: group, role: roles(role) }) }),
    onSettled: () => client.invalidateQueries({ queryKey: projectQuery(project).queryKey }),
  });
}

export function useRemoveGroup(project: string) {
  const t = useTranslations('projects.members');
  const client = useQueryClient();
  return useMutation({
    mutationFn: (group: string) => removeGroup(project, group),
    onError: (error) => toast({ tone: 'danger', title: error.message }),
    onSuccess: (_, name) => toast({ title: t('removed', { name, project }) }),
    onSettled: () => client.invalidateQueries({ queryKey: projectQuery(project).queryKey }),
  });
}

function withRole(pages: Pages<Member>, username: string, role: RoleName): Pages<Member> {
  const change = (member: Member) =>
    member.username === username ? { ...member, role, direct: role } : member;
  return { ...pages, pages: pages.pages.map((page) => ({ ...page, items: page.items.map(change) })) };
}
