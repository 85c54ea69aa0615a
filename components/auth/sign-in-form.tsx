'use client';
import Link from 'next/link';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { z } from 'zod';
import { Button } from '@/components/ui/button';
import { Field, FormError } from '@/components/ui/field';
import { Input, PasswordInput } from '@/components/ui/input';
import { useForm } from '@/components/ui/use-form';
import { passwordSignIn, type SignInOutcome } from './password-sign-in';
import { SignInSteps } from './sign-in-steps';
import { useExplain } from './step';

/**
 * `next` is a path of this site, checked by the server. `failure` is what an earlier attempt ended with. `registration`: anyone may make an
 * account.
 */
export function SignInForm({
  next,
  failure,
  registration,
}: {
  next: string;
  failure: string | null;
  registration: boolean;
}) {
  const [outcome, setOutcome] = useState<SignInOutcome | null>(
    failure === null ? null : { kind: 'failed', code: failure },
  );
  if (outcome?.kind === 'step') {
    const restart = (code: string | null) => setOutcome(code === null ? null : { kind: 'failed', code });
    return <SignInSteps step={outcome} next={next} onRestart={restart} />;
  }
  return (
    <PasswordForm
      next={next}
      problem={outcome?.code ?? null}
      registration={registration}
      onOutcome={setOutcome}
    />
  );
}

function PasswordForm({
  next,
  problem,
  registration,
  onOutcome,
}: {
  next: string;
  problem: string | null;
  registration: boolean;
  onOutcome: (outcome: SignInOutcome) => void;
}) {
  const t = useTranslations('auth');
  const explain = useExplain();
  const form = useForm({
    initial: { username: '', password: '' },
    schema: z.object({
      username: z.string().trim().min(1, t('required')),
      password: z.string().min(1, t('required')),
    }),
    submit: async ({ username, password }) => onOutcome(await passwordSignIn(username, password, next)),
  });
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <FormError>{problem && explain(problem)}</FormError>
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
      {registration && (
        <p className="text-table">
          <Link href="/sign-up" className="text-accent hover:underline">
            {t('toSignUp')}
          </Link>
        </p>
      )}
    </form>
  );
}
