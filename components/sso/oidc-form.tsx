'use client';
import { useTranslations } from 'use-intl';
import { z } from 'zod';
import { oidcConfig, providerKey, type SignInProvider } from '#lib/schemas/sign-in-providers.ts';
import { Field, FormError } from '@/components/ui/field';
import { PasswordInput } from '@/components/ui/input';
import { CommandLine } from '@/components/ui/copy';
import { useForm } from '@/components/ui/use-form';
import { FlagField, TestPart, TextField } from './form-parts';
import { FormEnd } from './form-end';
import { testProvider } from './queries';
import { useSaveProvider } from './use-save-provider';

const schema = z.object({ key: providerKey, secret: z.string().max(2000), ...oidcConfig.shape });
type Provider = Extract<SignInProvider, { kind: 'oidc' }>;

export function OidcForm({
  provider,
  redirectUriForm,
  onDone,
}: {
  provider: Provider | null;
  redirectUriForm: string;
  onDone: () => void;
}) {
  const t = useTranslations('sso.form');
  const save = useSaveProvider('oidc', provider, onDone);
  const form = useForm({
    initial: initialOf(provider),
    schema,
    toInput: inputOf,
    submit: ({ key, secret, ...config }) => save({ key, secret, config }),
  });
  const test = async () => {
    const {
      key: _,
      secret,
      ...config
    } = schema.parse(inputOf({ ...form.values, key: form.values.key || 'new' }));
    return await testProvider({ kind: 'oidc', key: provider?.key, config, secret: secret || undefined });
  };
  const secretHelp = provider?.hasSecret ? t('secretKept') : t('secretNone');
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <fieldset disabled={provider?.fromEnvironment} className="flex min-w-0 flex-col gap-4">
        <TextField form={form} name="name" label={t('name')} help={t('nameHelp')} autoFocus={!provider} />
        {!provider && <TextField form={form} name="key" label={t('key')} help={t('keyHelp')} mono />}
        <div className="flex flex-col gap-1.5">
          <p className="text-table font-medium">{t('redirectHelp')}</p>
          <CommandLine wrap command={redirectUriForm.replace('{key}', form.values.key || '{key}')} />
        </div>
        <TextField form={form} name="issuer" label={t('issuer')} help={t('issuerHelp')} mono />
        <TextField form={form} name="clientId" label={t('clientId')} mono />
        <Field label={t('clientSecret')} help={secretHelp} error={form.errorOf('secret')}>
          {(control) => <PasswordInput {...control} {...form.text('secret')} autoComplete="off" />}
        </Field>
        <TextField form={form} name="scopes" label={t('scopes')} help={t('scopesHelp')} mono />
        <TextField form={form} name="usernameClaim" label={t('usernameClaim')} mono />
        <TextField form={form} name="groupsClaim" label={t('groupsClaim')} help={t('groupsHelp')} mono />
        <TextField form={form} name="adminGroup" label={t('adminGroup')} help={t('adminHelp')} mono />
        <FlagField
          form={form}
          name="autoProvision"
          label={t('autoProvision')}
          help={t('autoProvisionHelp')}
        />
        <FlagField form={form} name="linkByEmail" label={t('linkByEmail')} help={t('linkByEmailHelp')} />
      </fieldset>
      <TestPart test={test} />
      <FormError>{form.error}</FormError>
      <FormEnd provider={provider} prefix="LIGHTER_OIDC_" busy={form.busy} onCancel={onDone} />
    </form>
  );
}

function initialOf(provider: Provider | null) {
  const config = provider?.config;
  return {
    key: provider?.key ?? '',
    secret: '',
    name: config?.name ?? '',
    issuer: config?.issuer ?? '',
    clientId: config?.clientId ?? '',
    scopes: (config?.scopes ?? ['openid', 'profile', 'email']).join(' '),
    usernameClaim: config?.usernameClaim ?? 'preferred_username',
    groupsClaim: config?.groupsClaim ?? 'groups',
    adminGroup: config?.adminGroup ?? '',
    autoProvision: config?.autoProvision ?? false,
    linkByEmail: config?.linkByEmail ?? false,
  };
}

function inputOf(values: ReturnType<typeof initialOf>): unknown {
  return { ...values, scopes: values.scopes.split(/\s+/).filter((scope) => scope !== '') };
}
