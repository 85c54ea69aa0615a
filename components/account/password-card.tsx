'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { changePasswordInput, MIN_PASSWORD_LENGTH } from '#lib/schemas/users.ts';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Field, FormError } from '@/components/ui/field';
import { PasswordInput } from '@/components/ui/input';
import { toast } from '@/components/ui/toast-store';
import { useForm } from '@/components/ui/use-form';
import { changePassword, sessionsQuery } from './queries';

export function PasswordCard() {
  const t = useTranslations('account.password');
  const [changes, setChanges] = useState(0);
  return (
    <Card title={t('title')}>
      <p className="mb-4 text-text-2">{t('lead')}</p>
      <PasswordForm key={changes} onDone={() => setChanges(changes + 1)} />
    </Card>
  );
}

function PasswordForm({ onDone }: { onDone: () => void }) {
  const t = useTranslations('account.password');
  const client = useQueryClient();
  const form = useForm({
    initial: { current: '', password: '' },
    schema: changePasswordInput.refine(({ current }) => current !== '', {
      path: ['current'],
      message: t('required'),
    }),
    submit: async (body) => {
      await changePassword(body);
      toast({ title: t('done') });
      onDone();
      await client.invalidateQueries(sessionsQuery);
    },
  });
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <FormError>{form.error}</FormError>
      <Field label={t('current')} error={form.errorOf('current')}>
        {(control) => (
          <PasswordInput {...control} {...form.text('current')} autoComplete="current-password" />
        )}
      </Field>
      <Field
        label={t('next')}
        error={form.errorOf('password')}
        help={t('help', { count: MIN_PASSWORD_LENGTH })}
      >
        {(control) => <PasswordInput {...control} {...form.text('password')} autoComplete="new-password" />}
      </Field>
      <div className="flex">
        <Button type="submit" variant="primary" busy={form.busy}>
          {t('submit')}
        </Button>
      </div>
    </form>
  );
}
