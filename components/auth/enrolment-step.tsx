'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { z } from 'zod';
import type { NewSecondFactor } from '#lib/schemas/sign-in.ts';
import { ApiError } from '@/components/api/api-error';
import { api } from '@/components/api/client';
import { AuthenticatorSecret, RecoveryCodes } from '@/components/ui/authenticator';
import { Button } from '@/components/ui/button';
import { Field, FormError } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { useForm } from '@/components/ui/use-form';
import { codeSignIn, leaveFor } from './password-sign-in';
import { useExplain, type StepProps } from './step';

/** Everyone needs a second factor here: this one is set up before anything else. */
export function EnrolmentStep({ challenge, next, onRestart }: StepProps) {
  const t = useTranslations('auth.enrolment');
  const [done, setDone] = useState(false);
  const begin = useMutation({
    mutationFn: () => api<NewSecondFactor>('POST', '/sign-in/second-factor', { body: { challenge } }),
    onError: (error) => error instanceof ApiError && error.status === 401 && onRestart('UNAUTHORIZED'),
  });
  if (done && begin.data) {
    return (
      <div className="flex flex-col gap-4">
        <RecoveryCodes codes={begin.data.recoveryCodes} />
        <Button variant="primary" onClick={() => void leaveFor(next)}>
          {t('continue')}
        </Button>
      </div>
    );
  }
  if (begin.data) {
    return (
      <FirstCode
        factor={begin.data}
        challenge={challenge}
        onDone={() => setDone(true)}
        onRestart={onRestart}
      />
    );
  }
  return (
    <div className="flex flex-col gap-4">
      <FormError>{begin.error?.message}</FormError>
      <p className="text-text-2">{t('why')}</p>
      <Button variant="primary" autoFocus busy={begin.isPending} onClick={() => begin.mutate()}>
        {t('begin')}
      </Button>
    </div>
  );
}

function FirstCode({
  factor,
  challenge,
  onDone,
  onRestart,
}: {
  factor: NewSecondFactor;
  challenge: string;
  onDone: () => void;
  onRestart: (code: string) => void;
}) {
  const t = useTranslations('auth');
  const explain = useExplain();
  const [problem, setProblem] = useState<string | null>(null);
  const form = useForm({
    initial: { code: '' },
    schema: z.object({ code: z.string().trim().min(1, t('required')) }),
    submit: async ({ code }) => {
      const outcome = await codeSignIn(challenge, code);
      if (outcome === null) return onDone();
      const failed = outcome.kind === 'failed' ? outcome.code : 'UNREACHABLE';
      if (failed === 'UNAUTHORIZED') return onRestart(failed);
      setProblem(failed);
    },
  });
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <AuthenticatorSecret factor={factor} />
      <FormError>
        {problem && (problem === 'CredentialsSignin' ? t('wrongCode') : explain(problem))}
      </FormError>
      <Field label={t('code')} error={form.errorOf('code')} help={t('codeHelp')}>
        {(control) => (
          <Input
            {...control}
            {...form.text('code')}
            autoComplete="one-time-code"
            inputMode="numeric"
            className="font-mono"
          />
        )}
      </Field>
      <Button type="submit" variant="primary" busy={form.busy} className="h-9 pointer-coarse:h-11">
        {t('enrolment.confirm')}
      </Button>
    </form>
  );
}
