'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { useTranslations } from 'use-intl';
import type { User } from '#lib/schemas/users.ts';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { toast } from '@/components/ui/toast-store';
import { resetSecondFactor, updateUser } from './api';
import { USERS } from './queries';

export type UserChange = 'disable' | 'enable' | 'promote' | 'demote' | 'resetFactor';

const CHANGES: Record<UserChange, (name: string) => Promise<unknown>> = {
  disable: (name) => updateUser(name, { disabled: true }),
  enable: (name) => updateUser(name, { disabled: false }),
  promote: (name) => updateUser(name, { admin: true }),
  demote: (name) => updateUser(name, { admin: false }),
  resetFactor: (name) => resetSecondFactor(name),
};

/** Asks before it changes what somebody may do; enabling again harms nobody, and is done at once. */
export function UserChangeDialog({
  changing,
  onClose,
}: {
  changing: { user: User; change: UserChange } | null;
  onClose: () => void;
}) {
  const t = useTranslations('users');
  const client = useQueryClient();
  const name = changing?.user.username ?? '';
  const change = changing?.change ?? 'disable';
  const update = useMutation({
    mutationFn: () => CHANGES[change](name),
    onSuccess: () => toast({ title: t(`${change}.done`, { name }) }),
    onError: (error) => toast({ tone: 'danger', title: t('changeFailed', { name }), detail: error.message }),
    onSettled: () => {
      onClose();
      return client.invalidateQueries({ queryKey: USERS });
    },
  });
  const enableNow = useEffectEvent(() => update.mutate());
  useEffect(() => {
    if (changing?.change === 'enable') enableNow();
  }, [changing]);
  const asks = change === 'enable' ? 'disable' : change;
  return (
    <ConfirmDialog
      open={changing !== null && change !== 'enable'}
      onOpenChange={onClose}
      title={t(`${asks}.title`, { name })}
      confirmLabel={t(`${asks}.submit`)}
      destructive={asks !== 'promote'}
      busy={update.isPending}
      onConfirm={() => update.mutate()}
    >
      <p>{t(`${asks}.text`, { name })}</p>
    </ConfirmDialog>
  );
}
