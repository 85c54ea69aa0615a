'use client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { z } from 'zod';
import type { PasswordReset } from '#lib/schemas/sign-in.ts';
import { MIN_PASSWORD_LENGTH, password } from '#lib/schemas/users.ts';
import { api } from '@/components/api/client';
import { Button, ButtonLink } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/faces';
import { Field, FormError } from '@/components/ui/field';
import { Input, PasswordInput } from '@/components/ui/input';
import { SkeletonRows } from '@/components/ui/skeleton';
import { useForm } from '@/components/ui/use-form';
import { useLinkToken } from './link-token';

/** A new password by a link of an administrator. */
export function ResetCard() {
  const t = useTranslations('auth.reset');
  const ui = useTranslations('ui');
  const [done, setDone] = useState(false);
  const token = useLinkToken();
  const { data, error, refetch } = useQuery({
    queryKey: ['password-reset', token],
    queryFn: () => api<PasswordReset>('POST', '/password-resets:check', { body: { token } }),
    enabled: Boolean(token),
    retry: false,
    refetchOnWindowFocus: false,
  });
  if (done) return <After text={t('done')} />;
  if (token === '') return <After text={t('broken')} />;
  if (error) return <ErrorState title={t('failed')} error={error} onRetry={() => void refetch()} />;
  if (!data || token === null) return <SkeletonRows rows={3} label={ui('loading')} />;
  return <ResetForm token={token} username={data.username} onDone={() => setDone(true)} />;
}

function After({ text }: { text: string }) {
  const t = useTranslations('auth');
  return (
    <div className="flex flex-col gap-4">
      <p role="status" className="text-text-2">
        {text}
      </p>
      <ButtonLink href="/sign-in">{t('signIn')}</ButtonLink>
    </div>
  );
}

function ResetForm({ token, username, onDone }: { token: string; username: string; onDone: () => void }) {
  const t = useTranslations('auth');
  const form = useForm({
    initial: { password: '' },
    schema: z.object({ password }),
    submit: async (body) => {
      await api('POST', '/password-resets', { body: { ...body, token } });
      onDone();
    },
  });
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <FormError>{form.error}</FormError>
      <Field label={t('username')}>
        {(control) => <Input {...control} value={username} readOnly autoComplete="username" />}
      </Field>
      <Field
        label={t('reset.password')}
        error={form.errorOf('password')}
        help={t('newPasswordHelp', { count: MIN_PASSWORD_LENGTH })}
      >
        {(control) => (
          <PasswordInput {...control} {...form.text('password')} autoComplete="new-password" autoFocus />
        )}
      </Field>
      <Button type="submit" variant="primary" busy={form.busy} className="h-9 pointer-coarse:h-11">
        {t('reset.submit')}
      </Button>
    </form>
  );
}
