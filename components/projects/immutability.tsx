'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ProjectDetail } from '#lib/schemas/projects.ts';
import type { ImmutabilityRuleShown } from '#lib/schemas/protection.ts';
import { immutabilityRuleInput } from '#lib/schemas/protection.ts';
import { useLiveQueries } from '@/components/live/use-live-queries';
import { Button, IconButton } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Field, FormError } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { RelativeTime } from '@/components/ui/time';
import { toast } from '@/components/ui/toast-store';
import { useForm } from '@/components/ui/use-form';
import { addImmutabilityRule, deleteImmutabilityRule } from './api';
import { immutabilityRulesQuery } from './queries';

/** Which tags of the project are immutable: the rules, and adding one. */
export function Immutability({ project }: { project: ProjectDetail }) {
  const t = useTranslations('projects.immutability');
  const needs = useTranslations('projects');
  const { name, abilities } = project;
  const options = immutabilityRulesQuery(name);
  const { data, error } = useQuery(options);
  useLiveQueries([options.queryKey], (event) => event.kind === 'locked' && event.project === name);
  const reason = abilities.manageImmutability ? null : needs('needsMaintainer', { project: name });
  return (
    <Card title={t('title')}>
      <div className="flex flex-col gap-4">
        <p className="text-text-2">{t('text')}</p>
        {error && !data && <FormError>{`${t('failed')}: ${error.message}`}</FormError>}
        {data &&
          (data.items.length === 0 ? (
            <p className="text-muted">{t('none')}</p>
          ) : (
            <ul className="border-t border-line">
              {data.items.map((rule) => (
                <Rule key={rule.id} project={name} rule={rule} reason={reason} />
              ))}
            </ul>
          ))}
        <AddRule project={name} reason={reason} />
      </div>
    </Card>
  );
}

function Rule({
  project,
  rule,
  reason,
}: {
  project: string;
  rule: ImmutabilityRuleShown;
  reason: string | null;
}) {
  const t = useTranslations('projects.immutability');
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const { tags, repositories } = rule;
  const remove = useMutation({
    mutationFn: () => deleteImmutabilityRule(project, rule.id),
    onSuccess: () => {
      setOpen(false);
      toast({ title: t('removed') });
    },
    onSettled: () => client.invalidateQueries({ queryKey: immutabilityRulesQuery(project).queryKey }),
  });
  const code = (text: string) => <code className="font-mono font-medium wrap-anywhere">{text}</code>;
  return (
    <li className="flex items-center justify-between gap-4 border-b border-line py-2 text-table">
      <span className="min-w-0">
        {t.rich('rule', { tags: () => code(tags), repositories: () => code(repositories) })}
        <span className="block text-muted">
          {rule.createdBy && `${t('by', { who: rule.createdBy })} · `}
          <RelativeTime at={rule.createdAt} />
        </span>
      </span>
      <IconButton
        label={t('remove', { rule: `${tags} · ${repositories}` })}
        reason={reason}
        onClick={() => setOpen(true)}
      >
        <Trash2 aria-hidden size={16} />
      </IconButton>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t('removeTitle', { tags, repositories })}
        confirmLabel={t('removeConfirm')}
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
      >
        <FormError>{remove.error?.message}</FormError>
        <p>{t('removeText')}</p>
      </ConfirmDialog>
    </li>
  );
}

function AddRule({ project, reason }: { project: string; reason: string | null }) {
  const t = useTranslations('projects.immutability');
  const client = useQueryClient();
  const form = useForm({
    initial: { tags: '', repositories: '**' },
    schema: immutabilityRuleInput,
    submit: async (body) => {
      await addImmutabilityRule(project, body);
      form.set('tags', '');
      toast({ title: t('added') });
      await client.invalidateQueries({ queryKey: immutabilityRulesQuery(project).queryKey });
    },
  });
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <FormError>{form.error}</FormError>
      <div className="grid grid-cols-2 items-start gap-4 max-md:grid-cols-1">
        <Field label={t('tags')} help={t('tagsHelp')} error={form.errorOf('tags')}>
          {(control) => (
            <Input
              {...control}
              {...form.text('tags')}
              disabled={reason !== null}
              spellCheck={false}
              autoComplete="off"
              className="font-mono"
            />
          )}
        </Field>
        <Field label={t('repositories')} help={t('repositoriesHelp')} error={form.errorOf('repositories')}>
          {(control) => (
            <Input
              {...control}
              {...form.text('repositories')}
              disabled={reason !== null}
              spellCheck={false}
              autoComplete="off"
              className="font-mono"
            />
          )}
        </Field>
      </div>
      <div className="flex">
        <Button type="submit" busy={form.busy} reason={reason} icon={<Plus aria-hidden size={16} />}>
          {t('add')}
        </Button>
      </div>
    </form>
  );
}
