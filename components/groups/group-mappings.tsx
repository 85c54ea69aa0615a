'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { groupMapping, type GroupDetail, type GroupMapping } from '#lib/schemas/groups.ts';
import { Button, IconButton } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Field, FormError } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast-store';
import { useForm } from '@/components/ui/use-form';
import { groupQuery, setGroupMappings } from './queries';

const sameAs = (one: GroupMapping) => (other: GroupMapping) =>
  one.provider === other.provider && one.value === other.value;

/** Which groups of sign-in providers a group stands for. */
export function GroupMappings({ group: { name, mappings } }: { group: GroupDetail }) {
  const t = useTranslations('groups.mappings');
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (items: GroupMapping[]) => setGroupMappings(name, items),
    onSuccess: () => toast({ title: t('saved') }),
    onSettled: () => client.invalidateQueries({ queryKey: groupQuery(name).queryKey }),
  });
  return (
    <Card title={t('title')}>
      <div className="flex flex-col gap-4">
        <p className="text-text-2">{t('text')}</p>
        <FormError>{save.error?.message}</FormError>
        {mappings.length === 0 ? (
          <p className="text-muted">{t('none')}</p>
        ) : (
          <ul className="border-t border-line">
            {mappings.map((mapping) => (
              <li
                key={`${mapping.provider} ${mapping.value}`}
                className="flex min-h-11 items-center gap-3 border-b border-line py-1.5 text-table"
              >
                <span className="shrink-0 text-muted">{mapping.provider}</span>
                <code className="min-w-0 flex-1 font-mono wrap-anywhere">{mapping.value}</code>
                <IconButton
                  label={t('remove', mapping)}
                  onClick={() => save.mutate(mappings.filter((other) => !sameAs(mapping)(other)))}
                >
                  <Trash2 aria-hidden size={16} />
                </IconButton>
              </li>
            ))}
          </ul>
        )}
        <AddMapping
          onAdd={(mapping) =>
            save.mutateAsync([...mappings.filter((other) => !sameAs(mapping)(other)), mapping])
          }
        />
      </div>
    </Card>
  );
}

function AddMapping({ onAdd }: { onAdd: (mapping: GroupMapping) => Promise<unknown> }) {
  const t = useTranslations('groups.mappings');
  const form = useForm({
    initial: { provider: '', value: '' },
    schema: groupMapping,
    submit: async (mapping) => {
      await onAdd(mapping);
      form.set('value', '');
    },
  });
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <div className="grid grid-cols-[12rem_minmax(0,1fr)] items-start gap-4 max-md:grid-cols-1">
        <Field label={t('provider')} help={t('providerHelp')} error={form.errorOf('provider')}>
          {(control) => (
            <Input {...control} {...form.text('provider')} spellCheck={false} autoComplete="off" />
          )}
        </Field>
        <Field label={t('value')} help={t('valueHelp')} error={form.errorOf('value')}>
          {(control) => <Input {...control} {...form.text('value')} spellCheck={false} autoComplete="off" />}
        </Field>
      </div>
      <Button type="submit" busy={form.busy} icon={<Plus aria-hidden size={16} />} className="self-start">
        {t('add')}
      </Button>
    </form>
  );
}
