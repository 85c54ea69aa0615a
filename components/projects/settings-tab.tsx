'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { ProjectDetail } from '#lib/schemas/projects.ts';
import { updateProjectInput } from '#lib/schemas/projects.ts';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { CheckboxField } from '@/components/ui/checkbox';
import { Field, FormError } from '@/components/ui/field';
import { Input, TextArea } from '@/components/ui/input';
import { toast } from '@/components/ui/toast-store';
import { useForm } from '@/components/ui/use-form';
import { updateProject } from './api';
import { DeleteProject } from './delete-project';
import { Immutability } from './immutability';
import { numberOrNull } from './number-or-null';
import { QuotaCard } from './quota-card';
import { projectQuery } from './queries';
import { VisibilityField } from './visibility-field';

export function SettingsTab({ project }: { project: string }) {
  const { data } = useQuery(projectQuery(project));
  if (!data) return null;
  return (
    <div className="flex max-w-(--container-form) flex-col gap-6">
      <GeneralForm project={data} />
      <Immutability project={data} />
      <QuotaCard key={JSON.stringify(data.quota)} project={data} />
      <DeleteProject project={data} />
    </div>
  );
}

function GeneralForm({ project }: { project: ProjectDetail }) {
  const t = useTranslations('projects');
  const client = useQueryClient();
  const { name, visibility, description, trashDays, auditPulls, abilities } = project;
  const reason = abilities.manageSettings ? null : t('needsOwner', { project: name });
  const form = useForm({
    initial: {
      visibility,
      description,
      trashDays: trashDays === null ? '' : String(trashDays),
      auditPulls,
    },
    schema: updateProjectInput,
    toInput: (values) => ({ ...values, trashDays: numberOrNull(values.trashDays) }),
    submit: async (body) => {
      await updateProject(name, body);
      toast({ title: t('settings.saved') });
      await client.invalidateQueries({ queryKey: ['projects'] });
    },
  });
  return (
    <Card title={t('settings.general')}>
      <form {...form.formProps} className="flex flex-col gap-4">
        <FormError>{form.error}</FormError>
        <VisibilityField
          label={t('settings.visibility')}
          value={form.values.visibility}
          disabled={reason !== null}
          onChange={(value) => form.set('visibility', value)}
        />
        <Field label={t('settings.description')} error={form.errorOf('description')}>
          {(control) => <TextArea {...control} {...form.text('description')} disabled={reason !== null} />}
        </Field>
        <Field
          label={t('settings.trashDays')}
          help={t('settings.trashDaysHelp', { days: project.defaultTrashDays })}
          error={form.errorOf('trashDays')}
        >
          {(control) => (
            <Input
              {...control}
              {...form.text('trashDays')}
              inputMode="numeric"
              disabled={reason !== null}
              className="max-w-32"
            />
          )}
        </Field>
        <CheckboxField
          id="audit-pulls"
          label={t('settings.auditPulls')}
          help={t('settings.auditPullsHelp')}
          checked={form.values.auditPulls}
          disabled={reason !== null}
          onCheckedChange={(checked) => form.set('auditPulls', checked === true)}
        />
        <div className="flex">
          <Button type="submit" variant="primary" busy={form.busy} reason={reason}>
            {t('settings.save')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
