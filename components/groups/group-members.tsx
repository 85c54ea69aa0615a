'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { UserMinus, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { GroupMember } from '#lib/schemas/groups.ts';
import { usePagedList } from '@/components/api/use-paged-list';
import { userSuggestionsQuery } from '@/components/api/suggestions';
import { Avatar } from '@/components/ui/avatar';
import { Button, IconButton } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Chip } from '@/components/ui/chip';
import { Combobox } from '@/components/ui/combobox';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { FormError } from '@/components/ui/field';
import { ListFaces } from '@/components/ui/list-faces';
import { toast } from '@/components/ui/toast-store';
import { useDebounced } from '@/components/ui/use-debounced';
import { addGroupMember, groupMembersQuery, groupQuery, removeGroupMember } from './queries';

/** Who is in a group, and putting somebody in. */
export function GroupMembers({ group }: { group: string }) {
  const t = useTranslations('groups.members');
  const list = usePagedList(groupMembersQuery(group));
  return (
    <Card title={t('title')}>
      <div className="flex flex-col gap-4">
        <AddGroupMember group={group} />
        <ListFaces
          {...list}
          count={list.rows.length}
          failedTitle={t('failed')}
          empty={<p className="text-muted">{t('none')}</p>}
        >
          <ul className="border-t border-line">
            {list.rows.map((member) => (
              <MemberRow key={member.username} group={group} member={member} />
            ))}
          </ul>
          {list.more?.has && (
            <Button className="self-start" busy={list.more.loading} onClick={list.more.load}>
              {t('more')}
            </Button>
          )}
        </ListFaces>
      </div>
    </Card>
  );
}

function MemberRow({ group, member }: { group: string; member: GroupMember }) {
  const t = useTranslations('groups.members');
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const { username: name, through } = member;
  const remove = useMutation({
    mutationFn: () => removeGroupMember(group, name),
    onSuccess: () => {
      setOpen(false);
      toast({ title: t('removed', { name, group }) });
    },
    onSettled: () => client.invalidateQueries({ queryKey: groupQuery(group).queryKey }),
  });
  return (
    <li className="flex min-h-11 items-center gap-3 border-b border-line py-1.5 text-table">
      <Avatar name={name} size="sm" />
      <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2">
        <span className="truncate font-medium">{name}</span>
        {member.disabled && <Chip tone="warn">{t('disabled')}</Chip>}
        {through.map((provider) => (
          <Chip key={provider}>{t('through', { provider })}</Chip>
        ))}
      </span>
      <IconButton
        label={t('remove', { name })}
        reason={through.length > 0 ? t('provider', { provider: through.join(', ') }) : null}
        onClick={() => setOpen(true)}
      >
        <UserMinus aria-hidden size={16} />
      </IconButton>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t('removeTitle', { name, group })}
        confirmLabel={t('removeConfirm')}
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
      >
        <FormError>{remove.error?.message}</FormError>
        <p>{t('removeText', { name })}</p>
      </ConfirmDialog>
    </li>
  );
}

function AddGroupMember({ group }: { group: string }) {
  const t = useTranslations('groups.members');
  const client = useQueryClient();
  const [text, setText] = useState('');
  const q = useDebounced(text.trim());
  const { data } = useQuery(userSuggestionsQuery(q));
  const add = useMutation({
    mutationFn: (username: string) => addGroupMember(group, username),
    onSuccess: (_, name) => {
      setText('');
      toast({ title: t('added', { name, group }) });
    },
    onSettled: () => client.invalidateQueries({ queryKey: groupQuery(group).queryKey }),
  });
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) add.mutate(text.trim());
      }}
    >
      <FormError>{add.error?.message}</FormError>
      <div className="grid grid-cols-[minmax(0,20rem)_auto] items-center justify-start gap-2">
        <Combobox
          label={t('find')}
          placeholder={t('find')}
          text={text}
          onText={(next) => {
            setText(next);
            add.reset();
          }}
          options={q && data ? data.items.map(({ username }) => username) : []}
          note={q && data && q === text.trim() ? t('nobody') : null}
          onPick={setText}
          render={(name) => (
            <>
              <Avatar name={name} size="sm" />
              <span className="truncate">{name}</span>
            </>
          )}
        />
        <Button
          type="submit"
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
