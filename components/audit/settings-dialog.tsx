'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { auditRetention } from '#lib/schemas/audit.ts';
import { Button } from '@/components/ui/button';
import { Dialog, DialogBody } from '@/components/ui/dialog';
import { Field, FormError } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast-store';
import { useForm } from '@/components/ui/use-form';
import { setRetention } from './api';
import { ForwardingForm } from './forwarding-form';
import { auditForwardingQuery, auditRetentionQuery } from './queries';

/** How long events are kept, and where they are sent. */
export function SettingsDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useTranslations('audit.settings');
  const retention = useQuery({ ...auditRetentionQuery, enabled: open });
  const forwarding = useQuery(auditForwardingQuery);
  return (
    <Dialog open={open} onOpenChange={onClose} title={t('title')}>
      <DialogBody className="gap-6">
        {retention.data && <RetentionForm days={retention.data.days} />}
        {forwarding.data && <ForwardingForm forwarding={forwarding.data} />}
      </DialogBody>
    </Dialog>
  );
}

function RetentionForm({ days }: { days: number }) {
  const t = useTranslations('audit.settings');
  const client = useQueryClient();
  const form = useForm({
    initial: { days: String(days) },
    schema: auditRetention,
    toInput: (values) => ({ days: values.days === '' ? undefined : Number(values.days) }),
    submit: async (body) => {
      const saved = await setRetention(body);
      client.setQueryData(auditRetentionQuery.queryKey, saved);
      toast({ title: t('saved') });
    },
  });
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <FormError>{form.error}</FormError>
      <Field label={t('days')} help={t('daysHelp')} error={form.errorOf('days') && t('daysError')}>
        {(control) => (
          <span className="flex gap-2">
            <Input {...control} {...form.text('days')} inputMode="numeric" className="max-w-32" />
            <Button type="submit" busy={form.busy}>
              {t('saveDays')}
            </Button>
          </span>
        )}
      </Field>
    </form>
  );
}
