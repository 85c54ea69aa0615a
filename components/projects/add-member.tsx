'use client';
import { useQuery } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { RoleName } from '#lib/schemas/common.ts';
import type { Member } from '#lib/schemas/projects.ts';
import { Avatar } from '@/components/ui/avatar';
import { Button } from '@/components/ui/button';
import { Combobox } from '@/components/ui/combobox';
import { FormError } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { useDebounced } from '@/components/ui/use-debounced';
import { userSuggestionsQuery } from './queries';
import { useRoleOptions } from '@/components/ui/role-options';
import { useSetMember } from './use-member-changes';

/** Finds a person by name and makes them a member. */
export function AddMember({ project, members }: { project: string; members: readonly Member[] }) {
  const t = useTranslations('projects.members');
  const [text, setText] = useState('');
  const [role, setRole] = useState<RoleName>('guest');
  const q = useDebounced(text.trim());
  const { data } = useQuery(userSuggestionsQuery(q));
  const known = new Set(members.map((member) => member.username));
  const options = (q && data ? data.items : [])
    .map(({ username }) => username)
    .filter((name) => !known.has(name));
  const roles = useRoleOptions();
  const add = useSetMember(project);
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        const username = text.trim();
        if (username) add.mutate({ username, role, announce: true }, { onSuccess: () => setText('') });
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
            add.reset();
          }}
          options={options}
          note={q && data && q === text.trim() && !known.has(q) ? t('nobody') : null}
          onPick={setText}
          render={(name) => (
            <>
              <Avatar name={name} size="sm" />
              <span className="truncate">{name}</span>
            </>
          )}
        />
        <Select size="field" label={t('addAs')} value={role} onChange={setRole} options={roles} />
        <Button
          type="submit"
          variant="primary"
          busy={add.isPending}
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
