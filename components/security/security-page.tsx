'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import { changeSignInSettingsInput, type SignInSettingsShown } from '#lib/schemas/sign-in.ts';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { CheckboxField } from '@/components/ui/checkbox';
import { ErrorState } from '@/components/ui/faces';
import { Field, FormError } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { PageHeader } from '@/components/ui/page-header';
import { SkeletonRows } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast-store';
import { useForm } from '@/components/ui/use-form';
import { changeSignInSettings, signInSettingsQuery } from './queries';

/** How people get in, and for how long. */
export function SecurityPage() {
  const t = useTranslations('security');
  const ui = useTranslations('ui');
  const { data, error, refetch } = useQuery(signInSettingsQuery);
  return (
    <div className="flex max-w-(--container-form) flex-col gap-6">
      <PageHeader title={t('title')} lead={t('lead')} />
      {data ? (
        <SettingsForm key={JSON.stringify(data)} settings={data} />
      ) : error ? (
        <ErrorState title={t('failed')} error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonRows rows={6} label={ui('loading')} />
      )}
    </div>
  );
}

type Numbers = 'sessionIdleMinutes' | 'sessionMaxHours' | 'passwordMinLength';

function SettingsForm({ settings }: { settings: SignInSettingsShown }) {
  const t = useTranslations('security');
  const client = useQueryClient();
  const ids = { registration: useId(), secondFactorRequired: useId() };
  const form = useForm({
    initial: {
      registration: settings.registration,
      secondFactorRequired: settings.secondFactorRequired,
      sessionIdleMinutes: String(settings.sessionIdleMinutes),
      sessionMaxHours: String(settings.sessionMaxHours),
      passwordMinLength: String(settings.passwordMinLength),
    },
    schema: changeSignInSettingsInput,
    toInput: (values) => ({
      ...values,
      sessionIdleMinutes: numberOf(values.sessionIdleMinutes),
      sessionMaxHours: numberOf(values.sessionMaxHours),
      passwordMinLength: numberOf(values.passwordMinLength),
    }),
    submit: async (body) => {
      const saved = await changeSignInSettings(body);
      toast({ title: t('saved') });
      client.setQueryData(signInSettingsQuery.queryKey, saved);
    },
  });
  const numberField = (name: Numbers) => (
    <Field label={t(`${name}.label`)} help={t(`${name}.help`)} error={form.errorOf(name)}>
      {(control) => <Input {...control} {...form.text(name)} inputMode="numeric" className="max-w-32" />}
    </Field>
  );
  const checkbox = (name: keyof typeof ids) => (
    <CheckboxField
      id={ids[name]}
      label={t(`${name}.label`)}
      help={t(`${name}.help`)}
      checked={form.values[name]}
      onCheckedChange={(checked) => form.set(name, checked === true)}
    />
  );
  return (
    <form {...form.formProps} className="flex flex-col gap-6">
      <FormError>{form.error}</FormError>
      <Card title={t('who')}>
        <div className="flex flex-col gap-4">
          {checkbox('registration')}
          {checkbox('secondFactorRequired')}
          {numberField('passwordMinLength')}
        </div>
      </Card>
      <Card title={t('sessions')}>
        <div className="flex flex-col gap-4">
          {numberField('sessionIdleMinutes')}
          {numberField('sessionMaxHours')}
        </div>
      </Card>
      <div className="flex">
        <Button type="submit" variant="primary" busy={form.busy}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}

/** Nothing is no number: the schema says what is. */
function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}
