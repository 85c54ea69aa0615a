'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { MIN_PASSWORD_LENGTH } from '#lib/schemas/users.ts';
import { registrationInput } from '#lib/schemas/joining.ts';
import { Button } from '@/components/ui/button';
import { Field, FormError } from '@/components/ui/field';
import { Input, PasswordInput } from '@/components/ui/input';
import { useForm } from '@/components/ui/use-form';
import { passwordSignIn, type SignInOutcome } from './password-sign-in';
import { SignInSteps } from './sign-in-steps';

type Account = { username: string; email?: string | undefined; password: string };

/** A name and a password for a new account, which is signed in then and goes to `next`. */
export function AccountForm({
  registryHost,
  email = '',
  next,
  create,
}: {
  registryHost: string;
  email?: string;
  next: string;
  create: (account: Account) => Promise<unknown>;
}) {
  const t = useTranslations('auth');
  const [outcome, setOutcome] = useState<SignInOutcome | null>(null);
  const form = useForm({
    initial: { username: '', email, password: '' },
    schema: registrationInput,
    toInput: ({ email, ...rest }) => ({ ...rest, email: email || undefined }),
    submit: async (account) => {
      await create(account);
      setOutcome(await passwordSignIn(account.username, account.password, next));
    },
  });
  // The account is there: whatever keeps it from being signed in now, it is done on the sign-in page.
  const toSignIn = () => location.assign('/sign-in');
  if (outcome?.kind === 'step') return <SignInSteps step={outcome} next={next} onRestart={toSignIn} />;
  if (outcome) return <Button onClick={toSignIn}>{t('signIn')}</Button>;
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <FormError>{form.error}</FormError>
      <Field
        label={t('username')}
        error={form.errorOf('username')}
        help={t('usernameHelp', { host: registryHost })}
      >
        {(control) => (
          <Input
            {...control}
            {...form.text('username')}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
          />
        )}
      </Field>
      <Field label={t('email')} error={form.errorOf('email')}>
        {(control) => <Input {...control} {...form.text('email')} type="email" autoComplete="email" />}
      </Field>
      <Field
        label={t('password')}
        error={form.errorOf('password')}
        help={t('newPasswordHelp', { count: MIN_PASSWORD_LENGTH })}
      >
        {(control) => <PasswordInput {...control} {...form.text('password')} autoComplete="new-password" />}
      </Field>
      <Button type="submit" variant="primary" busy={form.busy} className="h-9 pointer-coarse:h-11">
        {t('createAccount')}
      </Button>
    </form>
  );
}
