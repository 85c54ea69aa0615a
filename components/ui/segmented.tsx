'use client';
import clsx from 'clsx';
import { RadioGroup } from 'radix-ui';
import type { ReactNode } from 'react';

export type Segment<Value extends string> = { value: Value; label: ReactNode; title?: string };

/** One of a few, all in sight. */
export function Segmented<Value extends string>({
  label,
  value,
  onChange,
  segments,
  className,
}: {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  segments: readonly Segment<Value>[];
  className?: string;
}) {
  return (
    <RadioGroup.Root
      aria-label={label}
      value={value}
      onValueChange={(next) => onChange(next as Value)}
      orientation="horizontal"
      className={clsx(
        'inline-flex max-w-full flex-wrap rounded-md border border-control bg-bg p-0.5',
        className,
      )}
    >
      {segments.map((segment) => (
        <RadioGroup.Item
          key={segment.value}
          value={segment.value}
          title={segment.title}
          className="inline-flex h-[26px] items-center gap-1.5 rounded-[4px] px-2.5 text-table font-medium whitespace-nowrap text-muted hover:text-text data-[state=checked]:bg-accent-soft data-[state=checked]:text-accent pointer-coarse:h-10"
        >
          {segment.label}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
