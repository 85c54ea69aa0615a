'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { createTokenInput, SCOPE_NAMES, type CreatedToken, type TokenScope } from '#lib/schemas/tokens.ts';
import { useViewer } from '@/components/api/viewer';
import { Button } from '@/components/ui/button';
import { CheckboxField } from '@/components/ui/checkbox';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog';
import { expiresAt, ExpiryField, USUAL_EXPIRY } from '@/components/ui/expiry-field';
import { Field, FormError } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { SecretOnce } from '@/components/ui/secret-once';
import { Segmented } from '@/components/ui/segmented';
import { useForm } from '@/components/ui/use-form';
import { createToken, myProjectsQuery, tokensQuery } from './queries';

/** Makes an access token, and shows its secret, once. */
export function CreateTokenDialog({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const t = useTranslations('account.tokens');
  const { me, registryHost } = useViewer();
  const [made, setMade] = useState<CreatedToken | null>(null);
  const close = () => {
    setMade(null);
    onOpenChange(false);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? onOpenChange(true) : close())}
      title={made ? t('made', { name: made.name }) : t('new')}
      className="md:w-[600px]"
    >
      <DialogBody>
        {made ? (
          <>
            <SecretOnce host={registryHost} username={me?.username ?? ''} secret={made.secret} />
            <DialogActions>
              <Button variant="primary" onClick={close}>
                {t('done')}
              </Button>
            </DialogActions>
          </>
        ) : (
          <CreateTokenForm onCancel={close} onMade={setMade} />
        )}
      </DialogBody>
    </Dialog>
  );
}

const BLANK = {
  name: '',
  scopes: ['read'] as TokenScope[],
  which: 'all' as 'all' | 'some',
  projects: [] as string[],
  expiresAt: USUAL_EXPIRY,
};

function CreateTokenForm({
  onCancel,
  onMade,
}: {
  onCancel: () => void;
  onMade: (token: CreatedToken) => void;
}) {
  const t = useTranslations('account.tokens');
  const ui = useTranslations('ui');
  const client = useQueryClient();
  const form = useTokenForm(async (token) => {
    onMade(token);
    await client.invalidateQueries(tokensQuery);
  });
  const { values, set } = form;
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <FormError>{form.error}</FormError>
      <Field label={t('name')} help={t('nameHelp')} error={form.errorOf('name')}>
        {(control) => <Input {...control} {...form.text('name')} autoFocus autoComplete="off" />}
      </Field>
      <Scopes
        chosen={values.scopes}
        error={form.errorOf('scopes')}
        onChange={(next) => set('scopes', next)}
      />
      <div className="flex flex-col gap-2">
        <Segmented
          label={t('projects')}
          value={values.which}
          onChange={(next) => set('which', next)}
          segments={[
            { value: 'all', label: t('allProjects') },
            { value: 'some', label: t('someProjects') },
          ]}
        />
        {values.which === 'some' && (
          <Projects
            chosen={values.projects}
            error={form.errorOf('projects')}
            onChange={(next) => set('projects', next)}
          />
        )}
      </div>
      <ExpiryField
        label={t('expiresAt')}
        value={values.expiresAt}
        error={form.errorOf('expiresAt')}
        onChange={(next) => set('expiresAt', next)}
      />
      <DialogActions>
        <Button onClick={onCancel}>{ui('cancel')}</Button>
        <Button type="submit" variant="primary" busy={form.busy}>
          {t('submit')}
        </Button>
      </DialogActions>
    </form>
  );
}

function useTokenForm(onMade: (token: CreatedToken) => Promise<void>) {
  return useForm({
    initial: BLANK,
    schema: createTokenInput,
    toInput: ({ which, projects, expiresAt: expiry, ...rest }) => ({
      ...rest,
      projects: which === 'all' ? null : projects,
      expiresAt: expiresAt(expiry),
    }),
    submit: async (body) => onMade(await createToken(body)),
  });
}

function Scopes({
  chosen,
  error,
  onChange,
}: {
  chosen: readonly TokenScope[];
  error?: string;
  onChange: (scopes: TokenScope[]) => void;
}) {
  const t = useTranslations('account.tokens');
  const id = useId();
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-table font-medium">{t('scopes')}</legend>
      {SCOPE_NAMES.map((scope) => (
        <CheckboxField
          key={scope}
          id={`${id}-${scope}`}
          label={t(`scope.${scope}`)}
          help={t(`scopeHelp.${scope}`)}
          checked={chosen.includes(scope)}
          onCheckedChange={(checked) => onChange(toggled(chosen, scope, checked === true))}
        />
      ))}
      <FormError>{error}</FormError>
    </fieldset>
  );
}

function Projects({
  chosen,
  error,
  onChange,
}: {
  chosen: readonly string[];
  error?: string;
  onChange: (projects: string[]) => void;
}) {
  const t = useTranslations('account.tokens');
  const id = useId();
  const { data } = useQuery(myProjectsQuery);
  return (
    <fieldset className="flex max-h-44 flex-col gap-2 overflow-y-auto rounded-md border border-line p-3">
      <legend className="sr-only">{t('projects')}</legend>
      {data?.items.length === 0 && <p className="text-table text-muted">{t('noneOfYours')}</p>}
      {data?.items.map(({ name }) => (
        <CheckboxField
          key={name}
          id={`${id}-${name}`}
          label={name}
          checked={chosen.includes(name)}
          onCheckedChange={(checked) => onChange(toggled(chosen, name, checked === true))}
        />
      ))}
      <FormError>{error}</FormError>
    </fieldset>
  );
}

function toggled<T>(all: readonly T[], one: T, on: boolean): T[] {
  return on ? [...all, one] : all.filter((other) => other !== one);
}
