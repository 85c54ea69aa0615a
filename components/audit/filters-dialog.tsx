'use client';
import { useTranslations } from 'use-intl';
import { z } from 'zod';
import { auditFilter } from '#lib/schemas/audit.ts';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog';
import { Field, FormError } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { useForm } from '@/components/ui/use-form';
import { queryOf, type AuditField, type AuditView } from './queries';

/** Fields that are typed, in the order of the dialog. */
export const TYPED = [
  'actor',
  'credential',
  'address',
  'project',
  'repository',
  'target',
  'since',
  'until',
] as const;
type Typed = (typeof TYPED)[number];

/** What is typed, as it is typed; checked as what it asks of the API. */
const typedFields = z.record(z.enum(TYPED), z.string()).superRefine((values, context) => {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
  for (const { path, message } of auditFilter.safeParse(queryOf(given)).error?.issues ?? [])
    context.addIssue({ code: 'custom', path, message });
});

export function FiltersDialog({
  open,
  view,
  hidden,
  onClose,
  onApply,
}: {
  open: boolean;
  view: AuditView;
  /** Those that are given otherwise. */
  hidden: readonly AuditField[];
  onClose: () => void;
  onApply: (changes: Record<string, string | null>) => void;
}) {
  const t = useTranslations('audit');
  return (
    <Dialog open={open} onOpenChange={onClose} title={t('filters.title')}>
      <DialogBody>
        <FiltersForm
          view={view}
          shown={TYPED.filter((name) => !hidden.includes(name))}
          onApply={(changes) => {
            onApply(changes);
            onClose();
          }}
        />
      </DialogBody>
    </Dialog>
  );
}

function FiltersForm({
  view,
  shown,
  onApply,
}: {
  view: AuditView;
  shown: readonly Typed[];
  onApply: (changes: Record<string, string | null>) => void;
}) {
  const t = useTranslations('audit');
  const initial = Object.fromEntries(TYPED.map((name) => [name, view[name] ?? ''])) as Record<Typed, string>;
  const form = useForm({
    initial,
    schema: typedFields,
    submit: async (values) => onApply(Object.fromEntries(shown.map((name) => [name, values[name] || null]))),
  });
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <FormError>{form.error}</FormError>
      <div className="grid grid-cols-2 items-start gap-4 max-md:grid-cols-1">
        {shown.map((name) => (
          <Field key={name} label={t(`filters.${name}`)} error={form.errorOf(name)}>
            {(control) => (
              <Input
                {...control}
                {...form.text(name)}
                type={name === 'since' || name === 'until' ? 'date' : 'text'}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
              />
            )}
          </Field>
        ))}
      </div>
      <p className="text-table text-muted">{t('filters.help')}</p>
      <DialogActions>
        <Button onClick={() => onApply(Object.fromEntries(shown.map((name) => [name, null])))}>
          {t('filters.clear')}
        </Button>
        <Button type="submit" variant="primary">
          {t('filters.apply')}
        </Button>
      </DialogActions>
    </form>
  );
}
