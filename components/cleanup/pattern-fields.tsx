'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Field } from '@/components/ui/field';
import { TextArea } from '@/components/ui/input';
import { linesOf, patternsOf } from './conditions';

type Globs = { include: string[]; exclude: string[] };

/** Patterns of which any may match, and those that must not; one a line, since a pattern may hold commas. */
export function PatternFields({
  value,
  error,
  placeholder,
  onChange,
}: {
  value: Globs;
  error?: string;
  placeholder: string;
  onChange: (value: Globs) => void;
}) {
  const t = useTranslations('cleanup.patterns');
  const [include, setInclude] = useState(() => linesOf(value.include));
  const [exclude, setExclude] = useState(() => linesOf(value.exclude));
  return (
    <>
      <Field label={t('include')} error={error} help={t('help')}>
        {(control) => (
          <TextArea
            {...control}
            rows={2}
            value={include}
            spellCheck={false}
            autoCapitalize="none"
            placeholder={placeholder}
            className="font-mono"
            onChange={(event) => {
              setInclude(event.target.value);
              onChange({ ...value, include: patternsOf(event.target.value) });
            }}
          />
        )}
      </Field>
      <Field label={t('exclude')}>
        {(control) => (
          <TextArea
            {...control}
            rows={2}
            value={exclude}
            spellCheck={false}
            autoCapitalize="none"
            className="font-mono"
            onChange={(event) => {
              setExclude(event.target.value);
              onChange({ ...value, exclude: patternsOf(event.target.value) });
            }}
          />
        )}
      </Field>
    </>
  );
}
