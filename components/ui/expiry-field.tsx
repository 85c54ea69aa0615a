'use client';
import { useTranslations } from 'use-intl';
import { Field } from './field';
import { Input } from './input';
import { Select } from './select';

/** How long something holds, as its form keeps it: days from now, a date (`2027-01-31`), or never. */
export type Expiry = { after: '30' | '90' | '365' | 'date' | 'never'; date: string };

export const USUAL_EXPIRY: Expiry = { after: '90', date: '' };

const CHOICES: readonly Expiry['after'][] = ['30', '90', '365', 'date', 'never'];
const DAY_MS = 86_400_000;

/** As the API takes it: the moment, or null for never. A day that was chosen is over at its end, in the reader's zone. */
export function expiresAt({ after, date }: Expiry): string | null {
  if (after === 'never') return null;
  if (after !== 'date') return new Date(Date.now() + Number(after) * DAY_MS).toISOString();
  const end = new Date(`${date}T23:59:59`);
  return Number.isNaN(end.getTime()) ? '' : end.toISOString();
}

export function ExpiryField({
  label,
  value,
  error,
  onChange,
}: {
  label: string;
  value: Expiry;
  error?: string;
  onChange: (value: Expiry) => void;
}) {
  const t = useTranslations('ui.expiry');
  const options = CHOICES.map((after) => ({ value: after, label: t(`after.${after}`) }));
  return (
    <Field label={label} error={error} help={value.after === 'never' ? t('neverHelp') : undefined}>
      {(control) => (
        <span className="flex gap-2">
          <Select
            control={control}
            label={label}
            size="field"
            value={value.after}
            options={options}
            onChange={(after) => onChange({ ...value, after })}
          />
          {value.after === 'date' && (
            <Input
              type="date"
              aria-label={t('date')}
              value={value.date}
              onChange={(event) => onChange({ ...value, date: event.target.value })}
            />
          )}
        </span>
      )}
    </Field>
  );
}
