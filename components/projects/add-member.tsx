'use client';
import { useQuery } from '@tanstack/react-query';
import { UserPlus, UsersRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { RoleName } from '#lib/schemas/common.ts';
import type { Member } from '#lib/schemas/projects.ts';
import { groupSuggestionsQuery, userSuggestionsQuery } from '@/components/api/suggestions';
import { Avatar } from '@/components/ui/avatar';
import { Button } from '@/components/ui/button';
import { Combobox } from '@/components/ui/combobox';
import { FormError } from '@/components/ui/field';
import { useRoleOptions } from '@/components/ui/role-options';
import { Select } from '@/components/ui/select';
import { useDebounced } from '@/components/ui/use-debounced';
import { memberGroupsQuery } from './queries';
import { useSetGroupRole, useSetMember } from './use-member-changes';

/** A suggestion says what it is; a name may be a person's and a group's. */
const GROUP = 'group:';
const nameOf = (option: string) => (option.startsWith(GROUP) ? option.slice(GROUP.length) : option);

/** Finds a person or a group by name and makes them a member. */
export function AddMember({ project, members }: { project: string; members: readonly Member[] }) {
  const t = useTranslations('projects.members');
  const [text, setText] = useState('');
  const [picked, setPicked] = useState<string | null>(null);
  const [role, setRole] = useState<RoleName>('guest');
  const roles = useRoleOptions();
  const { options, found } = useOptions(project, members, text);
  const add = useSetMember(project);
  const addGroup = useSetGroupRole(project);
  const done = () => {
    setText('');
    setPicked(null);
  };
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        const chosen = picked ?? options.find((option) => nameOf(option) === text.trim()) ?? text.trim();
        if (chosen === '') return;
        if (chosen.startsWith(GROUP)) addGroup.mutate({ group: nameOf(chosen), role }, { onSuccess: done });
        else add.mutate({ username: chosen, role, announce: true }, { onSuccess: done });
      }}
    >
      <FormError>{add.error?.message}</FormError>
      <div className="grid grid-cols-[minmax(0,20rem)_9rem_auto] items-center justify-start gap-2 max-md:grid-cols-2 [&>:first-child]:max-md:col-span-2">
        <Combobox
          label={t('find')}
          placeholder={t('find')}
          text={text}
          onText={(next) => {
            setText(next);
            setPicked(null);
            add.reset();
          }}
          options={options}
          note={found ? null : t('nobody')}
          onPick={(option) => {
            setText(nameOf(option));
            setPicked(option);
          }}
          render={(option) => <Suggestion option={option} />}
        />
        <Select size="field" label={t('addAs')} value={role} onChange={setRole} options={roles} />
        <Button
          type="submit"
          variant="primary"
          busy={add.isPending || addGroup.isPending}
          disabled={text.trim() === ''}
          icon={<UserPlus aria-hidden size={16} />}
          className="h-9 pointer-coarse:h-11"
        >
          {t('add')}
        </Button>
      </div>
    </form>
  );
}

function Suggestion({ option }: { option: string }) {
  const t = useTranslations('projects.members');
  const isGroup = option.startsWith(GROUP);
  return (
    <>
      {isGroup ? (
        <UsersRound aria-hidden size={16} className="mx-0.5 shrink-0 text-muted" />
      ) : (
        <Avatar name={option} size="sm" />
      )}
      <span className="truncate">{nameOf(option)}</span>
      {isGroup && <span className="text-muted">{t('group')}</span>}
    </>
  );
}

/** Who is no member by themselves yet. `found`: false once it is sure that nobody has the name that was typed. */
function useOptions(
  project: string,
  members: readonly Member[],
  text: string,
): { options: string[]; found: boolean } {
  const typed = text.trim();
  const q = useDebounced(typed);
  const users = useQuery(userSuggestionsQuery(q)).data;
  const groups = useQuery(groupSuggestionsQuery(q)).data;
  const inProject = useQuery(memberGroupsQuery(project)).data;
  const known = new Set(members.filter(({ direct }) => direct !== null).map(({ username }) => username));
  const knownGroups = new Set(inProject?.items.map(({ name }) => name));
  const people = (users?.items ?? []).map(({ username }) => username).filter((name) => !known.has(name));
  const named = (groups?.items ?? []).map(({ name }) => name).filter((name) => !knownGroups.has(name));
  const options = q === '' ? [] : [...people, ...named.map((name) => `${GROUP}${name}`)];
  const sure = q !== '' && q === typed && users !== undefined && groups !== undefined;
  return { options, found: !sure || options.length > 0 || known.has(typed) };
}
