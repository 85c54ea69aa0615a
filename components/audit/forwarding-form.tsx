'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import {
  auditForwardingInput,
  type AuditForwarding,
  type AuditTarget,
  type AuditTargetInput,
  type AuditTestResult,
} from '#lib/schemas/audit.ts';
import { Button } from '@/components/ui/button';
import { Field, FormError } from '@/components/ui/field';
import { Input, TextArea } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import { RelativeTime } from '@/components/ui/time';
import { toast } from '@/components/ui/toast-store';
import { useForm } from '@/components/ui/use-form';
import { setForwarding, testForwarding } from './api';
import { auditForwardingQuery } from './queries';

const WAYS = ['off', 'udp', 'tcp', 'tls', 'http'] as const;
type Way = (typeof WAYS)[number];
type Values = {
  way: Way;
  host: string;
  port: string;
  ca: string;
  url: string;
  header: string;
  value: string;
};

/** Where events are sent: off, syslog in three ways, or HTTP. */
export function ForwardingForm({ forwarding }: { forwarding: AuditForwarding }) {
  const t = useTranslations('audit.settings');
  const client = useQueryClient();
  const [tested, setTested] = useState<AuditTestResult | null>(null);
  const [testing, setTesting] = useState(false);
  const form = useForm<Values, { target: AuditTargetInput }>({
    initial: valuesOf(forwarding.target),
    schema: auditForwardingInput,
    toInput: (values) => ({ target: targetOf(values) }),
    submit: async ({ target }) => {
      const saved = await setForwarding(target);
      client.setQueryData(auditForwardingQuery.queryKey, saved);
      form.set('value', '');
      toast({ title: t('saved') });
    },
  });
  const { way } = form.values;
  const input = auditForwardingInput.safeParse({ target: targetOf(form.values) });
  const test = async () => {
    if (!input.success) return;
    setTesting(true);
    const failed = (error: unknown) => ({ ok: false, message: error instanceof Error ? error.message : '' });
    setTested(await testForwarding(input.data.target).catch(failed));
    setTesting(false);
  };
  return (
    <form {...form.formProps} className="flex flex-col gap-4 border-t border-line pt-6">
      <FormError>{form.error}</FormError>
      <Field label={t('way')} help={t('wayHelp')}>
        {(control) => (
          <Select
            control={control}
            size="field"
            value={way}
            onChange={(value) => form.set('way', value)}
            options={WAYS.map((value) => ({ value, label: t(`ways.${value}`) }))}
          />
        )}
      </Field>
      {way === 'http' && <HttpFields form={form} />}
      {(way === 'udp' || way === 'tcp' || way === 'tls') && <SyslogFields form={form} way={way} />}
      {tested && <Notice tone={tested.ok ? 'info' : 'warn'}>{tested.message}</Notice>}
      <State state={forwarding.state} />
      <div className="flex flex-wrap justify-end gap-2">
        {way !== 'off' && (
          <Button busy={testing} reason={input.success ? null : t('incomplete')} onClick={() => void test()}>
            {t('test')}
          </Button>
        )}
        <Button
          type="submit"
          variant="primary"
          busy={form.busy}
          reason={input.success ? null : t('incomplete')}
        >
          {t('save')}
        </Button>
      </div>
    </form>
  );
}

type Form = ReturnType<typeof useForm<Values, { target: AuditTargetInput }>>;

function HttpFields({ form }: { form: Form }) {
  const t = useTranslations('audit.settings');
  return (
    <>
      <Field label={t('url')} help={t('urlHelp')}>
        {(control) => <Input {...control} {...form.text('url')} type="url" spellCheck={false} />}
      </Field>
      <div className="grid grid-cols-2 items-start gap-4 max-md:grid-cols-1">
        <Field label={t('header')}>
          {(control) => (
            <Input {...control} {...form.text('header')} placeholder="Authorization" spellCheck={false} />
          )}
        </Field>
        <Field label={t('value')} help={t('valueHelp')}>
          {(control) => <Input {...control} {...form.text('value')} type="password" autoComplete="off" />}
        </Field>
      </div>
    </>
  );
}

function SyslogFields({ form, way }: { form: Form; way: Way }) {
  const t = useTranslations('audit.settings');
  return (
    <>
      <div className="grid grid-cols-[minmax(0,1fr)_7rem] items-start gap-4">
        <Field label={t('host')}>
          {(control) => <Input {...control} {...form.text('host')} spellCheck={false} />}
        </Field>
        <Field label={t('port')}>
          {(control) => <Input {...control} {...form.text('port')} inputMode="numeric" />}
        </Field>
      </div>
      {way === 'tls' && (
        <Field label={t('ca')} help={t('caHelp')}>
          {(control) => <TextArea {...control} {...form.text('ca')} spellCheck={false} />}
        </Field>
      )}
    </>
  );
}

function State({ state }: { state: AuditForwarding['state'] }) {
  const t = useTranslations('audit.settings');
  if (!state) return null;
  return (
    <p className="text-table text-muted">
      {t('waiting', { count: state.waiting })}
      {state.sentAt && (
        <>
          {' '}
          {t('sent')} <RelativeTime at={state.sentAt} />.
        </>
      )}
      {state.error && <span className="block text-danger">{state.error}</span>}
    </p>
  );
}

function valuesOf(target: AuditTarget): Values {
  const values = { way: 'off' as Way, host: '', port: '514', ca: '', url: '', header: '', value: '' };
  if (target.kind === 'off') return values;
  if (target.kind === 'http')
    return { ...values, way: 'http', url: target.url, header: target.header?.name ?? '' };
  const { host, port, protocol, ca } = target;
  return { ...values, way: protocol, host, port: String(port), ca: ca ?? '' };
}

function targetOf(values: Values): unknown {
  const { way, host, port, ca, url, header, value } = values;
  if (way === 'off') return { kind: 'off' };
  if (way !== 'http')
    return { kind: 'syslog', host, port: Number(port), protocol: way, ca: way === 'tls' && ca ? ca : null };
  return { kind: 'http', url, header: header ? { name: header, ...(value && { value }) } : null };
}
