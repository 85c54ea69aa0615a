'use client';
import clsx from 'clsx';
import { Check, Minus } from 'lucide-react';
import { Checkbox as Radix } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';

/** 16 px to see, 24 px (a finger: 44) to hit. */
export function Checkbox({ className, checked, ...rest }: ComponentProps<typeof Radix.Root>) {
  return (
    <Radix.Root
      {...rest}
      checked={checked}
      className={clsx(
        "relative flex size-4 shrink-0 items-center justify-center rounded-[4px] border border-control bg-bg text-on-accent after:absolute after:-inset-1 after:content-[''] disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent pointer-coarse:after:-inset-3.5",
        className,
      )}
    >
      <Radix.Indicator>
        {checked === 'indeterminate' ? (
          <Minus aria-hidden size={12} strokeWidth={3} />
        ) : (
          <Check aria-hidden size={12} strokeWidth={3} />
        )}
      </Radix.Indicator>
    </Radix.Root>
  );
}

/** A checkbox with its words, and a line of explanation. */
export function CheckboxField({
  id,
  label,
  help,
  ...rest
}: ComponentProps<typeof Radix.Root> & { id: string; label: ReactNode; help?: ReactNode }) {
  return (
    <div className="flex items-start gap-2">
      <Checkbox id={id} {...rest} className="mt-0.5" aria-describedby={help ? `${id}-help` : undefined} />
      <div className="text-table">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {help && (
          <p id={`${id}-help`} className="text-muted">
            {help}
          </p>
        )}
      </div>
    </div>
  );
}
