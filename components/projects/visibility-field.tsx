'use client';
import { Globe, Lock } from 'lucide-react';
import { RadioGroup } from 'radix-ui';
import { useTranslations } from 'use-intl';
import type { Visibility } from '#lib/schemas/common.ts';

const ICONS = { private: Lock, public: Globe };

/** Private or public, each with what it means. */
export function VisibilityField({
  label,
  value,
  disabled,
  onChange,
}: {
  label: string;
  value: Visibility;
  disabled?: boolean;
  onChange: (value: Visibility) => void;
}) {
  const t = useTranslations('ui');
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-table font-medium">{label}</legend>
      <RadioGroup.Root
        aria-label={label}
        value={value}
        disabled={disabled}
        onValueChange={(next) => onChange(next as Visibility)}
        className="grid gap-2 sm:grid-cols-2"
      >
        {(['private', 'public'] as const).map((option) => {
          const Icon = ICONS[option];
          return (
            <RadioGroup.Item
              key={option}
              value={option}
              className="flex items-start gap-2 rounded-md border border-control p-3 text-left hover:bg-hover disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent-soft"
            >
              <Icon aria-hidden size={16} className="mt-0.5 shrink-0 text-muted" />
              <span className="min-w-0">
                <span className="block text-table font-medium">{t(option)}</span>
                <span className="block text-table text-text-2">{t(`${option}Hint`)}</span>
              </span>
            </RadioGroup.Item>
          );
        })}
      </RadioGroup.Root>
    </fieldset>
  );
}
