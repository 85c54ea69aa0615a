'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { linkDirectoryInput, type SignInChoice } from '#lib/schemas/sign-in-providers.ts';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog';
import { Field, FormError } from '@/components/ui/field';
import { Input, PasswordInput } from '@/components/ui/input';
import { toast } from '@/components/ui/toast-store';
import { useForm } from '@/components/ui/use-form';
import { identitiesQuery, linkDirectory } from './queries';

type Props = { directory: SignInChoice | null; onClose: () => void };

/** A directory has no pages of its own to prove who one is: its name and password do. */
export function LinkDirectoryDialog({ directory, onClose }: Props) {
  const t = useTranslations('sso.identities');
  return (
    <Dialog
      open={directory !== null}
      onOpenChange={onClose}
      title={t('directory', { name: directory?.name ?? '' })}
      description={t('directoryLead')}
    >
      <DialogBody>{directory && <LinkForm directory={directory} onDone={onClose} />}</DialogBody>
    </Dialog>
  );
}

function LinkForm({ directory, onDone }: { directory: SignInChoice; onDone: () => void }) {
  const t = useTranslations('sso.identities');
  const ui = useTranslations('ui');
  const client = useQueryClient();
  const form = useForm({
    initial: { username: '', password: '' },
    schema: linkDirectoryInput,
    toInput: (values) => ({ ...values, provider: directory.key }),
    submit: async (body) => {
      await linkDirectory(body);
      toast({ title: t('done', { name: directory.name }) });
      onDone();
      await client.invalidateQueries(identitiesQuery);
    },
  });
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <FormError>{form.error}</FormError>
      <Field label={t('username')} error={form.errorOf('username')}>
        {(control) => (
          <Input {...control} {...form.text('username')} autoFocus autoComplete="off" autoCapitalize="none" />
        )}
      </Field>
      <Field label={t('password')} error={form.errorOf('password')}>
        {(control) => <PasswordInput {...control} {...form.text('password')} autoComplete="off" />}
      </Field>
      <DialogActions>
        <Button onClick={onDone}>{ui('cancel')}</Button>
        <Button type="submit" variant="primary" busy={form.busy}>
          {t('link', { name: directory.name })}
        </Button>
      </DialogActions>
    </form>
  );
}
