'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { z } from 'zod';
import { Button } from '@/components/ui/button';
import { Field, FormError } from '@/components/ui/field';
import { Input, PasswordInput } from '@/components/ui/input';
import { useForm } from '@/components/ui/use-form';
import { passwordSignIn } from './password-sign-in';

/** `next` is a path of this site, checked by the server. `failure` is what an earlier attempt ended with. */
export function SignInForm({ next, failure }: { next: string; failure: string | null }) {
  const t = useTranslations('auth');
  const [problem, setProblem] = useState(failure);
  const form = useForm({
    initial: { username: '', password: '' },
    schema: z.object({
      username: z.string().trim().min(1, t('required')),
      password: z.string().min(1, t('required')),
    }),
    submit: async ({ username, password }) => {
      setProblem(await passwordSignIn(username, password, next));
    },
  });
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <FormError>{problem && explain(problem, t)}</FormError>
      <Field label={t('username')} error={form.errorOf('username')}>
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
      <Field label={t('password')} error={form.errorOf('password')}>
        {(control) => (
          <PasswordInput {...control} {...form.text('password')} autoComplete="current-password" />
        )}
      </Field>
      <Button type="submit" variant="primary" busy={form.busy} className="h-9 pointer-coarse:h-11">
        {t('signIn')}
      </Button>
      <p className="text-table text-muted">{t('forgot')}</p>
    </form>
  );
}

function explain(code: string, t: ReturnType<typeof useTranslations<'auth'>>): string {
  if (code === 'CredentialsSignin' || code === 'UNAUTHORIZED') return t('wrong');
  if (code === 'TOOMANYREQUESTS') return t('tooMany');
  return t('unreachable');
}
