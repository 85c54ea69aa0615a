'use client';
import { useTranslations } from 'use-intl';
import type { User } from '#lib/schemas/users.ts';
import { MIN_PASSWORD_LENGTH, resetPasswordInput } from '#lib/schemas/users.ts';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog';
import { Field, FormError } from '@/components/ui/field';
import { PasswordInput } from '@/components/ui/input';
import { toast } from '@/components/ui/toast-store';
import { useForm } from '@/components/ui/use-form';
import { resetPassword } from './api';

export function ResetPasswordDialog({ user, onClose }: { user: User | null; onClose: () => void }) {
  const t = useTranslations('users.reset');
  const name = user?.username ?? '';
  return (
    <Dialog
      open={user !== null}
      onOpenChange={onClose}
      title={t('title', { name })}
      description={t('lead', { name })}
    >
      <DialogBody>
        <ResetPasswordForm name={name} onDone={onClose} />
      </DialogBody>
    </Dialog>
  );
}

function ResetPasswordForm({ name, onDone }: { name: string; onDone: () => void }) {
  const t = useTranslations('users.reset');
  const create = useTranslations('users.create');
  const ui = useTranslations('ui');
  const form = useForm({
    initial: { password: '' },
    schema: resetPasswordInput,
    submit: async (body) => {
      await resetPassword(name, body);
      toast({ title: t('done', { name }) });
      onDone();
    },
  });
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <FormError>{form.error}</FormError>
      <Field
        label={t('password')}
        error={form.errorOf('password')}
        help={create('passwordHelp', { count: MIN_PASSWORD_LENGTH })}
      >
        {(control) => (
          <PasswordInput {...control} {...form.text('password')} autoFocus autoComplete="new-password" />
        )}
      </Field>
      <DialogActions>
        <Button onClick={onDone}>{ui('cancel')}</Button>
        <Button type="submit" variant="primary" busy={form.busy}>
          {t('submit')}
        </Button>
      </DialogActions>
    </form>
  );
}
