'use client';
import { useMutation } from '@tanstack/react-query';
import { CircleAlert, CircleCheck } from 'lucide-react';
import { useId } from 'react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { ProviderTest } from '#lib/schemas/sign-in-providers.ts';
import { Button } from '@/components/ui/button';
import { CheckboxField } from '@/components/ui/checkbox';
import { Field, FormError } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { useForm } from '@/components/ui/use-form';

type Form<V extends Record<string, unknown>> = ReturnType<typeof useForm<V, unknown>>;
type Keys<V, T> = { [K in keyof V]: V[K] extends T ? K : never }[keyof V] & string;

/** One line of text with its label. */
export function TextField<V extends Record<string, unknown>>({
  form,
  name,
  label,
  help,
  mono,
  autoFocus,
}: {
  form: Form<V>;
  name: Keys<V, string>;
  label: string;
  help?: ReactNode;
  mono?: boolean;
  autoFocus?: boolean;
}) {
  return (
    <Field label={label} help={help} error={form.errorOf(name)}>
      {(control) => (
        <Input
          {...control}
          {...form.text(name)}
          autoFocus={autoFocus}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          className={mono ? 'font-mono' : undefined}
        />
      )}
    </Field>
  );
}

export function FlagField<V extends Record<string, unknown>>({
  form,
  name,
  label,
  help,
}: {
  form: Form<V>;
  name: Keys<V, boolean>;
  label: string;
  help: string;
}) {
  const id = useId();
  return (
    <CheckboxField
      id={id}
      label={label}
      help={help}
      checked={form.values[name] === true}
      onCheckedChange={(checked) => form.set(name, (checked === true) as V[typeof name])}
    />
  );
}

/** Tries what stands in the form, saved or not. */
export function TestPart({ test, children }: { test: () => Promise<ProviderTest>; children?: ReactNode }) {
  const t = useTranslations('sso.form');
  const trial = useMutation({ mutationFn: test });
  const Icon = trial.data?.ok ? CircleCheck : CircleAlert;
  return (
    <div className="flex flex-col gap-3 rounded-md border border-line p-3">
      {children}
      <div className="flex">
        <Button busy={trial.isPending} onClick={() => trial.mutate()}>
          {t('test')}
        </Button>
      </div>
      <div role="status" className="text-table">
        {trial.data && (
          <>
            <p
              className={`flex items-center gap-1.5 font-medium ${trial.data.ok ? 'text-ok' : 'text-danger'}`}
            >
              <Icon aria-hidden size={14} className="shrink-0" />
              {trial.data.ok ? t('testOk') : t('testFailed')}
            </p>
            {trial.data.lines.map((line) => (
              <p key={line} className="wrap-anywhere text-text-2">
                {line}
              </p>
            ))}
          </>
        )}
      </div>
      <FormError>{trial.error?.message}</FormError>
    </div>
  );
}
