'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { User } from '#lib/schemas/users.ts';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { FormError } from '@/components/ui/field';
import { toast } from '@/components/ui/toast-store';
import { deleteUser } from './api';
import { USERS } from './queries';

/** What can't be undone: asks for the name. What holds it back is said in place. */
export function DeleteUserDialog({ user, onClose }: { user: User | null; onClose: () => void }) {
  const t = useTranslations('users.delete');
  const client = useQueryClient();
  const name = user?.username ?? '';
  const remove = useMutation({
    mutationFn: () => deleteUser(name),
    onSuccess: () => {
      toast({ title: t('done', { name }) });
      close();
      return client.invalidateQueries({ queryKey: USERS });
    },
  });
  const close = () => {
    remove.reset();
    onClose();
  };
  return (
    <ConfirmDialog
      open={user !== null}
      onOpenChange={close}
      title={t('title', { name })}
      confirmLabel={t('submit')}
      typedName={name}
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
    >
      <FormError>{remove.error?.message}</FormError>
      <p>{t('text', { name })}</p>
    </ConfirmDialog>
  );
}
