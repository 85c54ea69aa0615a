'use client';
import { useTranslations } from 'use-intl';
import { disableSecondFactorInput } from '#lib/schemas/sign-in.ts';
import { Button } from '@/components/ui/button';
import { DialogActions } from '@/components/ui/dialog';
import { Field, FormError } from '@/components/ui/field';
import { Input, PasswordInput } from '@/components/ui/input';
import { useForm } from '@/components/ui/use-form';

/** Asks for the password and a code: a session that was left open is not enough for what follows. */
export function ProveForm({
  submitLabel,
  destructive,
  onCancel,
  submit,
}: {
  submitLabel: string;
  destructive?: boolean;
  onCancel: () => void;
  submit: (proof: { password: string; code: string }) => Promise<void>;
}) {
  const t = useTranslations('account.secondFactor');
  const ui = useTranslations('ui');
  const form = useForm({
    initial: { password: '', code: '' },
    schema: disableSecondFactorInput,
    submit,
  });
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <FormError>{form.error}</FormError>
      <Field label={t('password')} error={form.errorOf('password')}>
        {(control) => (
          <PasswordInput {...control} {...form.text('password')} autoComplete="current-password" autoFocus />
        )}
      </Field>
      <Field label={t('code')} error={form.errorOf('code')} help={t('anyCodeHelp')}>
        {(control) => (
          <Input
            {...control}
            {...form.text('code')}
            autoComplete="one-time-code"
            autoCapitalize="none"
            spellCheck={false}
            className="font-mono"
          />
        )}
      </Field>
      <DialogActions>
        <Button onClick={onCancel}>{ui('cancel')}</Button>
        <Button type="submit" variant={destructive ? 'danger' : 'primary'} busy={form.busy}>
          {submitLabel}
        </Button>
      </DialogActions>
    </form>
  );
}
