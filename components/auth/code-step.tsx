'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { z } from 'zod';
import { Button } from '@/components/ui/button';
import { Field, FormError } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { useForm } from '@/components/ui/use-form';
import { codeSignIn, leaveFor } from './password-sign-in';
import { useExplain, type StepProps } from './step';

/** The code of the app, or a recovery code. */
export function CodeStep({ challenge, next, onRestart }: StepProps) {
  const t = useTranslations('auth');
  const explain = useExplain();
  const [recovering, setRecovering] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const form = useForm({
    initial: { code: '' },
    schema: z.object({ code: z.string().trim().min(1, t('required')) }),
    submit: async ({ code }) => {
      const outcome = await codeSignIn(challenge, code);
      if (outcome === null) return await leaveFor(next);
      if (outcome.kind === 'failed' && outcome.code === 'UNAUTHORIZED') return onRestart(outcome.code);
      setProblem(outcome.kind === 'failed' ? outcome.code : 'UNREACHABLE');
    },
  });
  const switchKind = () => {
    setRecovering(!recovering);
    form.set('code', '');
    setProblem(null);
  };
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <FormError>
        {problem && (problem === 'CredentialsSignin' ? t('wrongCode') : explain(problem))}
      </FormError>
      <Field
        key={String(recovering)}
        label={recovering ? t('recoveryCode') : t('code')}
        error={form.errorOf('code')}
        help={recovering ? t('recoveryCodeHelp') : t('codeHelp')}
      >
        {(control) => (
          <Input
            {...control}
            {...form.text('code')}
            autoComplete={recovering ? 'off' : 'one-time-code'}
            inputMode={recovering ? 'text' : 'numeric'}
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
            className="font-mono"
          />
        )}
      </Field>
      <Button type="submit" variant="primary" busy={form.busy} className="h-9 pointer-coarse:h-11">
        {t('signIn')}
      </Button>
      <div className="flex flex-wrap justify-between gap-2">
        <Button variant="ghost" onClick={switchKind}>
          {recovering ? t('useApp') : t('useRecovery')}
        </Button>
        <Button variant="ghost" onClick={() => onRestart(null)}>
          {t('back')}
        </Button>
      </div>
    </form>
  );
}
