'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { updateGroupInput, type GroupDetail } from '#lib/schemas/groups.ts';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Field, FormError } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast-store';
import { useForm } from '@/components/ui/use-form';
import { deleteGroup, describeGroup, GROUPS } from './queries';

/** What a group is for, and its end. */
export function GroupSettings({ group: { name, description, projectCount } }: { group: GroupDetail }) {
  const t = useTranslations('groups.settings');
  const client = useQueryClient();
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const form = useForm({
    initial: { description },
    schema: updateGroupInput,
    submit: async (body) => {
      await describeGroup(name, body.description);
      toast({ title: t('saved') });
      await client.invalidateQueries({ queryKey: GROUPS });
    },
  });
  const remove = useMutation({
    mutationFn: () => deleteGroup(name),
    onSuccess: () => {
      toast({ title: t('deleted', { name }) });
      client.removeQueries({ queryKey: [...GROUPS, name] });
      router.push('/admin/groups');
      return client.invalidateQueries({ queryKey: [...GROUPS, 'list'] });
    },
  });
  return (
    <Card title={t('title')}>
      <form {...form.formProps} className="flex flex-col gap-4">
        <FormError>{form.error}</FormError>
        <Field label={t('description')} error={form.errorOf('description')}>
          {(control) => <Input {...control} {...form.text('description')} autoComplete="off" />}
        </Field>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" busy={form.busy}>
            {t('save')}
          </Button>
          <Button variant="danger" onClick={() => setOpen(true)}>
            {t('delete')}
          </Button>
        </div>
      </form>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t('deleteTitle', { name })}
        confirmLabel={t('deleteConfirm')}
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
      >
        <FormError>{remove.error?.message}</FormError>
        <p>{t('deleteText', { count: projectCount })}</p>
      </ConfirmDialog>
    </Card>
  );
}
