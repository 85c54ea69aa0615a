'use client';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';

/** A whole number, typed or chosen; nothing typed is 0, which the schema refuses with its own words. */
export function NumberEditor({
  label,
  help,
  error,
  value,
  choices,
  after,
  onChange,
}: {
  label: string;
  help?: string;
  error?: string;
  value: number;
  choices: readonly number[];
  /** Beside the field: a unit. */
  after?: ReactNode;
  onChange: (value: number) => void;
}) {
  const [text, setText] = useState(String(value));
  const set = (next: string) => {
    setText(next);
    onChange(Number(next) || 0);
  };
  return (
    <div className="flex flex-col gap-2">
      <Field label={label} help={help} error={error}>
        {(control) => (
          <span className="flex items-center gap-2">
            <Input
              {...control}
              type="number"
              inputMode="numeric"
              min={1}
              value={text}
              onChange={(event) => set(event.target.value)}
            />
            {after}
          </span>
        )}
      </Field>
      <div className="flex flex-wrap gap-1">
        {choices.map((choice) => (
          <Button key={choice} aria-pressed={choice === value} onClick={() => set(String(choice))}>
            {choice}
          </Button>
        ))}
      </div>
    </div>
  );
}

/** Takes a condition out of its sentence again. */
export function RemoveCondition({ onRemove }: { onRemove: () => void }) {
  const t = useTranslations('cleanup.rule');
  return (
    <Button variant="ghost" className="-mx-3 self-start" onClick={onRemove}>
      {t('removeCondition')}
    </Button>
  );
}
