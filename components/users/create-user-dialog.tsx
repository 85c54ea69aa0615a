'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import { createUserInput, MIN_PASSWORD_LENGTH } from '#lib/schemas/users.ts';
import { Button } from '@/components/ui/button';
import { CheckboxField } from '@/components/ui/checkbox';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog';
import { Field, FormError } from '@/components/ui/field';
import { Input, PasswordInput } from '@/components/ui/input';
import { toast } from '@/components/ui/toast-store';
import { useForm } from '@/components/ui/use-form';
import { createUser } from './api';
import { USERS } from './queries';

export function CreateUserDialog({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const t = useTranslations('users.create');
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('title')}>
      <DialogBody>
        <CreateUserForm onDone={() => onOpenChange(false)} />
      </DialogBody>
    </Dialog>
  );
}

function CreateUserForm({ onDone }: { onDone: () => void }) {
  const t = useTranslations('users.create');
  const ui = useTranslations('ui');
  const client = useQueryClient();
  const adminId = useId();
  const form = useForm({
    initial: { username: '', email: '', password: '', admin: false },
    schema: createUserInput,
    toInput: ({ email, ...rest }) => ({ ...rest, email: email || undefined }),
    submit: async (body) => {
      const { username } = await createUser(body);
      toast({ title: t('done', { name: username }) });
      onDone();
      await client.invalidateQueries({ queryKey: USERS });
    },
  });
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <FormError>{form.error}</FormError>
      <Field label={t('username')} error={form.errorOf('username')} help={t('usernameHelp')}>
        {(control) => (
          <Input
            {...control}
            {...form.text('username')}
            autoFocus
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
      </Field>
      <Field label={t('email')} error={form.errorOf('email')}>
        {(control) => <Input {...control} {...form.text('email')} type="email" autoComplete="off" />}
      </Field>
      <Field
        label={t('password')}
        error={form.errorOf('password')}
        help={t('passwordHelp', { count: MIN_PASSWORD_LENGTH })}
      >
        {(control) => <PasswordInput {...control} {...form.text('password')} autoComplete="new-password" />}
      </Field>
      <CheckboxField
        id={adminId}
        label={t('admin')}
        help={t('adminHelp')}
        checked={form.values.admin}
        onCheckedChange={(checked) => form.set('admin', checked === true)}
      />
      <DialogActions>
        <Button onClick={onDone}>{ui('cancel')}</Button>
        <Button type="submit" variant="primary" busy={form.busy}>
          {t('submit')}
        </Button>
      </DialogActions>
    </form>
  );
}
