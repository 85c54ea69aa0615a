'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'use-intl';
import { createGroupInput } from '#lib/schemas/groups.ts';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog';
import { Field, FormError } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast-store';
import { useForm } from '@/components/ui/use-form';
import { createGroup, GROUPS } from './queries';

export function CreateGroupDialog({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const t = useTranslations('groups.create');
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('title')}>
      <DialogBody>
        <CreateGroupForm onDone={() => onOpenChange(false)} />
      </DialogBody>
    </Dialog>
  );
}

/** A new group has nobody in it: its page is where one goes on. */
function CreateGroupForm({ onDone }: { onDone: () => void }) {
  const t = useTranslations('groups.create');
  const ui = useTranslations('ui');
  const client = useQueryClient();
  const router = useRouter();
  const form = useForm({
    initial: { name: '', description: '' },
    schema: createGroupInput,
    submit: async (body) => {
      const { name } = await createGroup(body);
      toast({ title: t('done', { name }) });
      onDone();
      router.push(`/admin/groups/${name}`);
      await client.invalidateQueries({ queryKey: GROUPS });
    },
  });
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <FormError>{form.error}</FormError>
      <Field label={t('name')} error={form.errorOf('name')} help={t('nameHelp')}>
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
      <Field label={t('description')} error={form.errorOf('description')}>
        {(control) => <Input {...control} {...form.text('description')} autoComplete="off" />}
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
