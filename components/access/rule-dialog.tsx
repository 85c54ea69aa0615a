'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import {
  accessRuleInput,
  repositoryAction,
  type AccessRuleShown,
  type AccessSubject,
  type RepositoryAction,
} from '#lib/schemas/access.ts';
import { Button } from '@/components/ui/button';
import { CheckboxField } from '@/components/ui/checkbox';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog';
import { Field, FormError } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Segmented } from '@/components/ui/segmented';
import { Select } from '@/components/ui/select';
import { toast } from '@/components/ui/toast-store';
import { useForm } from '@/components/ui/use-form';
import { NameField } from './name-field';
import { accessKey, saveAccessRule } from './queries';

type Kind = AccessSubject['kind'];
const KINDS: readonly Kind[] = ['user', 'group', 'robot', 'signed-in', 'anyone'];
const EFFECTS = ['allow', 'deny'] as const;

/** `rule`: the one that is changed; 'new' makes one, null is closed. */
export function RuleDialog({
  project,
  rule,
  onClose,
}: {
  project: string;
  rule: AccessRuleShown | 'new' | null;
  onClose: () => void;
}) {
  const t = useTranslations('access.dialog');
  const given = rule === 'new' ? null : rule;
  return (
    <Dialog
      open={rule !== null}
      onOpenChange={onClose}
      title={given ? t('edit', { id: given.id }) : t('new')}
    >
      <DialogBody>
        <RuleForm project={project} rule={given} onDone={onClose} />
      </DialogBody>
    </Dialog>
  );
}

function RuleForm({
  project,
  rule,
  onDone,
}: {
  project: string;
  rule: AccessRuleShown | null;
  onDone: () => void;
}) {
  const t = useTranslations('access');
  const ui = useTranslations('ui');
  const client = useQueryClient();
  const id = useId();
  const form = useForm({
    initial: {
      effect: rule?.effect ?? 'allow',
      kind: rule?.subject.kind ?? 'user',
      name: rule && 'name' in rule.subject ? rule.subject.name : '',
      repositories: rule?.repositories ?? '**',
      actions: rule?.actions ?? ['pull'],
    },
    schema: accessRuleInput,
    toInput: ({ kind, name, ...rest }) => ({
      ...rest,
      subject: kind === 'anyone' || kind === 'signed-in' ? { kind } : { kind, name: name.trim() },
    }),
    submit: async (body) => {
      await saveAccessRule(project, rule?.id ?? null, body);
      toast({ title: t('dialog.saved') });
      onDone();
      await client.invalidateQueries({ queryKey: accessKey(project) });
    },
  });
  const { kind, name, actions } = form.values;
  const toggle = (action: RepositoryAction, on: boolean) =>
    form.set('actions', on ? [...actions, action] : actions.filter((other) => other !== action));
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <FormError>{form.error}</FormError>
      <div className="flex flex-col gap-1.5">
        <span className="text-table font-medium">{t('dialog.effect')}</span>
        <Segmented
          label={t('dialog.effect')}
          value={form.values.effect}
          onChange={(effect) => form.set('effect', effect)}
          segments={EFFECTS.map((value) => ({ value, label: t(`effects.${value}`) }))}
          className="self-start"
        />
      </div>
      <div className="grid grid-cols-2 items-start gap-4 max-md:grid-cols-1">
        <Field label={t('dialog.who')}>
          {(control) => (
            <Select
              size="field"
              control={control}
              value={kind}
              onChange={(next) => form.set('kind', next)}
              options={KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
            />
          )}
        </Field>
        {kind !== 'anyone' && kind !== 'signed-in' && (
          <Field
            label={t('dialog.name')}
            error={form.errorOf('name')}
            help={kind === 'robot' ? t('dialog.robotHelp', { project }) : undefined}
          >
            {() => (
              <NameField
                kind={kind}
                label={t('dialog.name')}
                value={name}
                onChange={(value) => form.set('name', value)}
              />
            )}
          </Field>
        )}
      </div>
      <Field
        label={t('dialog.repositories')}
        help={t('dialog.repositoriesHelp')}
        error={form.errorOf('repositories')}
      >
        {(control) => (
          <Input
            {...control}
            {...form.text('repositories')}
            spellCheck={false}
            autoComplete="off"
            className="font-mono"
          />
        )}
      </Field>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1.5 text-table font-medium">{t('dialog.actions')}</legend>
        <div className="flex flex-wrap gap-x-6 gap-y-2">
          {repositoryAction.options.map((action) => (
            <CheckboxField
              key={action}
              id={`${id}-${action}`}
              label={t(`actions.${action}`)}
              checked={actions.includes(action)}
              onCheckedChange={(on) => toggle(action, on === true)}
            />
          ))}
        </div>
        <FormError>{form.errorOf('actions')}</FormError>
      </fieldset>
      <DialogActions>
        <Button onClick={onDone}>{ui('cancel')}</Button>
        <Button type="submit" variant="primary" busy={form.busy}>
          {t('dialog.save')}
        </Button>
      </DialogActions>
    </form>
  );
}
