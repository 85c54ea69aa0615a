'use client';
import { useQueryClient } from '@tanstack/react-query';
import { Hand } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { z } from 'zod';
import { roleName, type RoleName } from '#lib/schemas/common.ts';
import { accessRequestInput } from '#lib/schemas/joining.ts';
import { namespaceName } from '#lib/schemas/users.ts';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog';
import { Field, FormError } from '@/components/ui/field';
import { Input, TextArea } from '@/components/ui/input';
import { useRoleOptions } from '@/components/ui/role-options';
import { Select } from '@/components/ui/select';
import { toast } from '@/components/ui/toast-store';
import { useForm } from '@/components/ui/use-form';
import { myRequestsQuery, requestAccess } from './queries';

/** Asks the owners of a project (`project`, or one that is named in the dialog) for a role in it. */
export function AskAccess({ project, role = 'guest' }: { project?: string; role?: RoleName }) {
  const t = useTranslations('joining.ask');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={<Hand aria-hidden size={16} />} onClick={() => setOpen(true)}>
        {t('action')}
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={project === undefined ? t('title') : t('titleNamed', { project })}
        description={t('text')}
      >
        <DialogBody>
          <AskForm project={project} role={role} onDone={() => setOpen(false)} />
        </DialogBody>
      </Dialog>
    </>
  );
}

const askInput = z.object({ project: namespaceName, ...accessRequestInput.shape });

function AskForm({
  project,
  role,
  onDone,
}: {
  project: string | undefined;
  role: RoleName;
  onDone: () => void;
}) {
  const t = useTranslations('joining.ask');
  const ui = useTranslations('ui');
  const client = useQueryClient();
  const roles = useRoleOptions();
  const form = useForm({
    initial: { project: project ?? '', role, message: '' },
    schema: askInput,
    submit: async ({ project: name, ...body }) => {
      await requestAccess(name, body);
      toast({ title: t('done', { project: name }), detail: t('doneDetail') });
      onDone();
      await client.invalidateQueries(myRequestsQuery);
    },
  });
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <FormError>{form.error}</FormError>
      {project === undefined && (
        <Field label={t('project')} error={form.errorOf('project')}>
          {(control) => (
            <Input
              {...control}
              {...form.text('project')}
              autoFocus
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
            />
          )}
        </Field>
      )}
      <Field label={t('role')}>
        {(control) => (
          <Select
            control={control}
            size="field"
            value={form.values.role}
            onChange={(value) => form.set('role', roleName.parse(value))}
            options={roles}
          />
        )}
      </Field>
      <Field label={t('message')} error={form.errorOf('message')} help={t('messageHelp')}>
        {(control) => <TextArea {...control} {...form.text('message')} />}
      </Field>
      <DialogActions>
        <Button onClick={onDone}>{ui('cancel')}</Button>
        <Button type="submit" variant="primary" busy={form.busy}>
          {t('submit')}
        </Button>
      </DialogActions>
    </form>
  );
}
