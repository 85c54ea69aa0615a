'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import {
  confirmSecondFactorInput,
  startSecondFactorInput,
  type NewSecondFactor,
} from '#lib/schemas/sign-in.ts';
import { AuthenticatorSecret, RecoveryCodes } from '@/components/ui/authenticator';
import { Button } from '@/components/ui/button';
import { DialogActions } from '@/components/ui/dialog';
import { Field, FormError } from '@/components/ui/field';
import { Input, PasswordInput } from '@/components/ui/input';
import { useForm } from '@/components/ui/use-form';
import { confirmSecondFactor, startSecondFactor } from './queries';

/** Password; secret and first code; recovery codes. */
export function EnrolSteps({ onDone }: { onDone: () => void }) {
  const t = useTranslations('account.secondFactor');
  const [factor, setFactor] = useState<NewSecondFactor | null>(null);
  const [confirmed, setConfirmed] = useState(false);
  if (!factor) return <PasswordStep onCancel={onDone} onFactor={setFactor} />;
  if (!confirmed) return <FirstCodeStep factor={factor} onConfirmed={() => setConfirmed(true)} />;
  return (
    <>
      <RecoveryCodes codes={factor.recoveryCodes} />
      <DialogActions>
        <Button variant="primary" onClick={onDone}>
          {t('kept')}
        </Button>
      </DialogActions>
    </>
  );
}

function PasswordStep({
  onCancel,
  onFactor,
}: {
  onCancel: () => void;
  onFactor: (factor: NewSecondFactor) => void;
}) {
  const t = useTranslations('account.secondFactor');
  const ui = useTranslations('ui');
  const form = useForm({
    initial: { password: '' },
    schema: startSecondFactorInput,
    submit: async (body) => onFactor(await startSecondFactor(body)),
  });
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <p className="text-text-2">{t('enrolText')}</p>
      <FormError>{form.error}</FormError>
      <Field label={t('password')} error={form.errorOf('password')}>
        {(control) => (
          <PasswordInput {...control} {...form.text('password')} autoComplete="current-password" autoFocus />
        )}
      </Field>
      <DialogActions>
        <Button onClick={onCancel}>{ui('cancel')}</Button>
        <Button type="submit" variant="primary" busy={form.busy}>
          {t('next')}
        </Button>
      </DialogActions>
    </form>
  );
}

function FirstCodeStep({ factor, onConfirmed }: { factor: NewSecondFactor; onConfirmed: () => void }) {
  const t = useTranslations('account.secondFactor');
  const form = useForm({
    initial: { code: '' },
    schema: confirmSecondFactorInput,
    submit: async (body) => {
      await confirmSecondFactor(body);
      onConfirmed();
    },
  });
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <AuthenticatorSecret factor={factor} />
      <FormError>{form.error}</FormError>
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
      <DialogActions>
        <Button type="submit" variant="primary" busy={form.busy}>
          {t('confirm')}
        </Button>
      </DialogActions>
    </form>
  );
}
