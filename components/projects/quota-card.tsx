'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { formatBytes } from '#lib/oci/format-bytes.ts';
import type { ProjectDetail } from '#lib/schemas/projects.ts';
import type { QuotaKind } from '#lib/schemas/quotas.ts';
import { quotaLimits } from '#lib/schemas/quotas.ts';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { CheckboxField } from '@/components/ui/checkbox';
import { Field, FormError } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { QuotaBar } from '@/components/ui/quota-bar';
import { toast } from '@/components/ui/toast-store';
import { useForm } from '@/components/ui/use-form';
import { setDefaultQuota, setQuota } from './api';
import { numberOrNull } from './number-or-null';

const GIB = 1024 ** 3;

/** What the project may hold and holds; administrators change it. */
export function QuotaCard({ project }: { project: ProjectDetail }) {
  const t = useTranslations('projects.quota');
  const { quota, trashedBytes, abilities } = project;
  return (
    <Card title={t('title')}>
      <div className="flex flex-col gap-4">
        {quota.length === 0 && <p className="text-muted">{t('none')}</p>}
        {quota.map((state) => (
          <div key={state.kind} className="flex flex-col gap-1">
            <QuotaBar state={state} />
            {state.kind === 'bytes' && trashedBytes !== null && trashedBytes > 0 && (
              <span className="text-table text-muted">{t('trash', { size: formatBytes(trashedBytes) })}</span>
            )}
          </div>
        ))}
        {abilities.manageQuota && <QuotaForm project={project} />}
      </div>
    </Card>
  );
}

function QuotaForm({ project }: { project: ProjectDetail }) {
  const t = useTranslations('projects.quota');
  const client = useQueryClient();
  const [forNew, setForNew] = useState(false);
  const limitOf = (kind: QuotaKind) => project.quota.find((state) => state.kind === kind)?.limit;
  const bytes = limitOf('bytes');
  const shownBytes = bytes === undefined ? '' : String(Number((bytes / GIB).toFixed(3)));
  const form = useForm({
    initial: {
      bytes: shownBytes,
      repositories: String(limitOf('repositories') ?? ''),
      tags: String(limitOf('tags') ?? ''),
    },
    schema: quotaLimits,
    toInput: (values) => {
      const gib = numberOrNull(values.bytes);
      return {
        // What nobody changed stays as exact as it is.
        bytes: values.bytes === shownBytes ? (bytes ?? null) : gib === null ? null : Math.round(gib * GIB),
        repositories: numberOrNull(values.repositories),
        tags: numberOrNull(values.tags),
      };
    },
    submit: async (body) => {
      await setQuota(project.name, body);
      if (forNew) await setDefaultQuota(body);
      toast({ title: t(forNew ? 'defaultSaved' : 'saved') });
      await client.invalidateQueries({ queryKey: ['projects'] });
    },
  });
  const field = (name: 'bytes' | 'repositories' | 'tags', label: string) => (
    <Field label={label} error={form.errorOf(name) && t('number')}>
      {(control) => <Input {...control} {...form.text(name)} inputMode="decimal" />}
    </Field>
  );
  return (
    <form {...form.formProps} className="flex flex-col gap-4 border-t border-line pt-4">
      <p className="text-text-2">{t('text')}</p>
      <FormError>{form.error}</FormError>
      <div className="grid grid-cols-3 items-start gap-4 max-md:grid-cols-1">
        {field('bytes', t('gib'))}
        {field('repositories', t('repositories'))}
        {field('tags', t('tags'))}
      </div>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
        <Button type="submit" busy={form.busy}>
          {t('save')}
        </Button>
        <CheckboxField
          id="quota-for-new"
          label={t('default')}
          checked={forNew}
          onCheckedChange={(checked) => setForNew(checked === true)}
        />
      </div>
    </form>
  );
}
