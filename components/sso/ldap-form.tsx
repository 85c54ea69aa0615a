'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { z } from 'zod';
import { ldapConfig, providerKey, type SignInProvider } from '#lib/schemas/sign-in-providers.ts';
import { Field, FormError } from '@/components/ui/field';
import { Input, PasswordInput, TextArea } from '@/components/ui/input';
import { useForm } from '@/components/ui/use-form';
import { FlagField, TestPart, TextField } from './form-parts';
import { FormEnd } from './form-end';
import { testProvider } from './queries';
import { useSaveProvider } from './use-save-provider';

const schema = z.object({ key: providerKey, secret: z.string().max(2000), ...ldapConfig.shape });
type Provider = Extract<SignInProvider, { kind: 'ldap' }>;

export function LdapForm({ provider, onDone }: { provider: Provider | null; onDone: () => void }) {
  const t = useTranslations('sso.form');
  const save = useSaveProvider('ldap', provider, onDone);
  const [username, setUsername] = useState('');
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
    const options = { secret: secret || undefined, username: username || undefined };
    return await testProvider({ kind: 'ldap', key: provider?.key, config, ...options });
  };
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <fieldset disabled={provider?.fromEnvironment} className="flex min-w-0 flex-col gap-4">
        <TextField form={form} name="name" label={t('name')} autoFocus={!provider} />
        {!provider && <TextField form={form} name="key" label={t('key')} help={t('keyHelp')} mono />}
        <TextField form={form} name="url" label={t('url')} help={t('urlHelp')} mono />
        <FlagField form={form} name="startTls" label={t('startTls')} help={t('startTlsHelp')} />
        <Field label={t('ca')} help={t('caHelp')} error={form.errorOf('ca')}>
          {(control) => (
            <TextArea {...control} {...form.text('ca')} spellCheck={false} className="font-mono text-table" />
          )}
        </Field>
        <TextField form={form} name="bindDn" label={t('bindDn')} help={t('bindDnHelp')} mono />
        <Field
          label={t('bindPassword')}
          help={provider?.hasSecret ? t('secretKept') : undefined}
          error={form.errorOf('secret')}
        >
          {(control) => <PasswordInput {...control} {...form.text('secret')} autoComplete="off" />}
        </Field>
        <TextField form={form} name="userBase" label={t('userBase')} help={t('userBaseHelp')} mono />
        <TextField form={form} name="userFilter" label={t('userFilter')} help={t('userFilterHelp')} mono />
        <TextField form={form} name="usernameAttribute" label={t('usernameAttribute')} mono />
        <TextField form={form} name="emailAttribute" label={t('emailAttribute')} mono />
        <TextField form={form} name="idAttribute" label={t('idAttribute')} help={t('idHelp')} mono />
        <TextField form={form} name="memberOfAttribute" label={t('memberOfAttribute')} mono />
        <TextField form={form} name="groupBase" label={t('groupBase')} help={t('groupBaseHelp')} mono />
        <TextField form={form} name="groupFilter" label={t('groupFilter')} help={t('groupFilterHelp')} mono />
        <FlagField form={form} name="nestedGroups" label={t('nestedGroups')} help={t('nestedGroupsHelp')} />
        <TextField form={form} name="adminGroup" label={t('adminGroup')} help={t('adminHelp')} mono />
        <FlagField
          form={form}
          name="autoProvision"
          label={t('autoProvision')}
          help={t('autoProvisionHelp')}
        />
      </fieldset>
      <TestPart test={test}>
        <Field label={t('testUser')}>
          {(control) => (
            <Input
              {...control}
              value={username}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setUsername(event.target.value)}
            />
          )}
        </Field>
      </TestPart>
      <FormError>{form.error}</FormError>
      <FormEnd provider={provider} prefix="LIGHTER_LDAP_" busy={form.busy} onCancel={onDone} />
    </form>
  );
}

const DEFAULTS = ldapConfig.parse({ name: '-', url: 'ldaps://-', userBase: '-' });

function initialOf(provider: Provider | null) {
  const config = provider?.config ?? { ...DEFAULTS, name: '', url: '', userBase: '' };
  return {
    ...config,
    key: provider?.key ?? '',
    secret: '',
    ca: config.ca ?? '',
    bindDn: config.bindDn ?? '',
    memberOfAttribute: config.memberOfAttribute ?? '',
    groupBase: config.groupBase ?? '',
    adminGroup: config.adminGroup ?? '',
  };
}

/** ldaps:// has TLS from the start. */
function inputOf(values: ReturnType<typeof initialOf>): unknown {
  const startTls = values.startTls && !values.url.trim().toLowerCase().startsWith('ldaps:');
  return { ...values, startTls, memberOfAttribute: values.memberOfAttribute.trim() || null };
}
