'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'use-intl';
import type { Visibility } from '#lib/schemas/common.ts';
import { createProjectInput } from '#lib/schemas/projects.ts';
import { useViewer } from '@/components/api/viewer';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog';
import { Field, FormError } from '@/components/ui/field';
import { Input, TextArea } from '@/components/ui/input';
import { toast } from '@/components/ui/toast-store';
import { useForm } from '@/components/ui/use-form';
import { createProject } from './api';
import { PROJECTS } from './queries';
import { VisibilityField } from './visibility-field';

export function CreateProjectDialog({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const t = useTranslations('projects.create');
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('title')}>
      <DialogBody>
        <CreateProjectForm onCancel={() => onOpenChange(false)} />
      </DialogBody>
    </Dialog>
  );
}

const BLANK: { name: string; visibility: Visibility; description: string } = {
  name: '',
  visibility: 'private',
  description: '',
};

function CreateProjectForm({ onCancel }: { onCancel: () => void }) {
  const t = useTranslations('projects.create');
  const ui = useTranslations('ui');
  const router = useRouter();
  const client = useQueryClient();
  const { registryHost } = useViewer();
  const form = useForm({
    initial: BLANK,
    schema: createProjectInput,
    submit: async (body) => {
      const { name } = await createProject(body);
      toast({ title: t('done', { name }) });
      void client.invalidateQueries({ queryKey: PROJECTS });
      router.push(`/projects/${name}`);
    },
  });
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <FormError>{form.error}</FormError>
      <Field
        label={t('name')}
        error={form.errorOf('name')}
        help={t('nameHelp', { host: registryHost, name: form.values.name || t('namePlaceholder') })}
      >
        {(control) => (
          <Input
            {...control}
            {...form.text('name')}
            autoFocus
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
      </Field>
      <VisibilityField
        label={t('visibility')}
        value={form.values.visibility}
        onChange={(value) => form.set('visibility', value)}
      />
      <Field label={t('description')} error={form.errorOf('description')}>
        {(control) => <TextArea {...control} {...form.text('description')} rows={2} />}
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
