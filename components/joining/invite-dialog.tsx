'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { z } from 'zod';
import type { RoleName } from '#lib/schemas/common.ts';
import { inviteInput, type NewInvite } from '#lib/schemas/joining.ts';
import { Button } from '@/components/ui/button';
import { CommandLine } from '@/components/ui/copy';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog';
import { Field, FormError } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { useRoleOptions } from '@/components/ui/role-options';
import { Select } from '@/components/ui/select';
import { useForm } from '@/components/ui/use-form';
import { invitesQuery, makeInvite } from './queries';

/** Makes a link, and shows it once. */
export function InviteDialog({
  project,
  open,
  onOpenChange,
}: {
  project: string | null;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const t = useTranslations('joining.invites');
  const [made, setMade] = useState<NewInvite | null>(null);
  const close = () => {
    setMade(null);
    onOpenChange(false);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={close}
      title={project === null ? t('dialogTitle') : t('dialogTitleProject', { project })}
      description={made ? t('shownOnce') : t('dialogText')}
    >
      <DialogBody>
        {made ? (
          <>
            <CommandLine command={made.url} label={t('link')} wrap />
            <DialogActions>
              <Button variant="primary" onClick={close}>
                {t('handedOver')}
              </Button>
            </DialogActions>
          </>
        ) : (
          <InviteForm project={project} onCancel={close} onMade={setMade} />
        )}
      </DialogBody>
    </Dialog>
  );
}

const DAYS = ['1', '7', '30'] as const;

type Values = { project: string; role: RoleName; email: string; note: string; days: (typeof DAYS)[number] };

const EMPTY: Values = { project: '', role: 'guest', email: '', note: '', days: '7' };

function InviteForm({
  project,
  onCancel,
  onMade,
}: {
  project: string | null;
  onCancel: () => void;
  onMade: (invite: NewInvite) => void;
}) {
  const t = useTranslations('joining.invites');
  const ui = useTranslations('ui');
  const client = useQueryClient();
  const roles = useRoleOptions();
  const form = useForm({
    initial: EMPTY,
    schema: z.pipe(z.unknown(), inviteInput),
    toInput: (values) => bodyOf(project, values),
    submit: async (body) => {
      // In a project's own door its name is in the path.
      const { project: named, ...rest } = body;
      onMade(await makeInvite(project, project === null ? { ...rest, project: named } : rest));
      await client.invalidateQueries(invitesQuery(project));
    },
  });
  const into = project !== null || form.values.project !== '';
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <FormError>{form.error}</FormError>
      {project === null && (
        <Field label={t('project')} error={form.errorOf('project')} help={t('projectHelp')}>
          {(control) => (
            <Input
              {...control}
              {...form.text('project')}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
            />
          )}
        </Field>
      )}
      {into && (
        <Field label={t('role')}>
          {(control) => (
            <Select
              control={control}
              size="field"
              value={form.values.role}
              onChange={(role) => form.set('role', role)}
              options={roles}
            />
          )}
        </Field>
      )}
      <Field label={t('email')} error={form.errorOf('email')} help={t('emailHelp')}>
        {(control) => <Input {...control} {...form.text('email')} type="email" autoComplete="off" />}
      </Field>
      <Field label={t('note')} error={form.errorOf('note')} help={t('noteHelp')}>
        {(control) => <Input {...control} {...form.text('note')} autoComplete="off" />}
      </Field>
      <Field label={t('days')}>
        {(control) => (
          <Select
            control={control}
            size="field"
            value={form.values.days}
            onChange={(days) => form.set('days', days)}
            options={DAYS.map((value) => ({ value, label: t('daysCount', { count: Number(value) }) }))}
          />
        )}
      </Field>
      <DialogActions>
        <Button onClick={onCancel}>{ui('cancel')}</Button>
        <Button type="submit" variant="primary" busy={form.busy}>
          {t('submit')}
        </Button>
      </DialogActions>
    </form>
  );
}

/** What the controls hold, as the API reads it. */
function bodyOf(project: string | null, values: Values) {
  const named = project ?? (values.project || undefined);
  return {
    ...(named !== undefined && { project: named, role: values.role }),
    ...(values.email && { email: values.email }),
    note: values.note,
    days: Number(values.days),
  };
}
