'use client';
import { useTranslations } from 'use-intl';
import { MIN_PASSWORD_LENGTH, setupInput } from '#lib/schemas/users.ts';
import type { Me } from '#lib/schemas/users.ts';
import { api } from '@/components/api/client';
import { Button } from '@/components/ui/button';
import { Field, FormError } from '@/components/ui/field';
import { Input, PasswordInput } from '@/components/ui/input';
import { useForm } from '@/components/ui/use-form';
import { passwordSignIn } from './password-sign-in';

/** The first account, made with the one-time link. */
export function SetupForm({ token, registryHost }: { token: string; registryHost: string }) {
  const t = useTranslations('auth');
  const form = useForm({
    initial: { username: 'admin', email: '', password: '' },
    schema: setupInput,
    toInput: ({ email, ...rest }) => ({ ...rest, token, email: email || undefined }),
    submit: async (body) => {
      await api<Me>('POST', '/system/setup', { body });
      await passwordSignIn(body.username, body.password, '/');
    },
  });
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
          />
        )}
      </Field>
      <Field label={t('email')} error={form.errorOf('email')}>
        {(control) => <Input {...control} {...form.text('email')} type="email" autoComplete="email" />}
      </Field>
      <Field
        label={t('password')}
        error={form.errorOf('password')}
        help={t('passwordHelp', { count: MIN_PASSWORD_LENGTH })}
      >
        {(control) => (
          <PasswordInput {...control} {...form.text('password')} autoComplete="new-password" autoFocus />
        )}
      </Field>
      <Button type="submit" variant="primary" busy={form.busy} className="h-9 pointer-coarse:h-11">
        {t('setupSubmit')}
      </Button>
    </form>
  );
}
