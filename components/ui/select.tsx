'use client';
import clsx from 'clsx';
import { getNonce } from 'get-nonce';
import { Check, ChevronDown } from 'lucide-react';
import { Select as Radix } from 'radix-ui';
import type { ControlProps } from './field';
import { Tooltip } from './tooltip';

export type Option<Value extends string> = { value: Value; label: string; hint?: string; disabled?: boolean };

type SelectProps<Value extends string> = {
  value: Value;
  onChange: (value: Value) => void;
  options: readonly Option<Value>[];
  /** Its name where no label stands beside it. */
  label?: string;
  control?: ControlProps;
  size?: 'field' | 'inline';
  /** Said before the value, as in "Platform: all". */
  prefix?: string;
  reason?: string | null;
  className?: string;
};

/** One of a few; an option may carry a line that explains it. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { value, onChange, options, label, control, size = 'inline', prefix, reason, className } = props;
  const current = options.find((option) => option.value === value);
  const trigger = (
    <Radix.Trigger
      aria-label={label}
      {...control}
      disabled={Boolean(reason)}
      className={clsx(
        'inline-flex min-w-0 items-center justify-between gap-2 rounded-md border border-control bg-bg px-3 text-left hover:bg-hover disabled:opacity-50',
        size === 'field' ? 'h-9 w-full text-body pointer-coarse:h-11' : 'control-height text-table',
        className,
      )}
    >
      <span className="truncate">
        {prefix && <span className="text-muted">{prefix} </span>}
        <Radix.Value>{current?.label ?? value}</Radix.Value>
      </span>
      <ChevronDown aria-hidden size={14} className="shrink-0 text-muted" />
    </Radix.Trigger>
  );
  return (
    <Radix.Root value={value} onValueChange={(next) => onChange(next as Value)}>
      {reason ? (
        <Tooltip text={reason}>
          <span tabIndex={0} className="inline-flex rounded-md">
            {trigger}
          </span>
        </Tooltip>
      ) : (
        trigger
      )}
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-(--radix-select-content-available-height) max-w-[min(24rem,calc(100vw-1rem))] min-w-(--radix-select-trigger-width) animate-pop-in overflow-hidden overlay"
        >
          <Radix.Viewport nonce={getNonce()} className="p-1">
            {options.map((option) => (
              <OptionRow key={option.value} option={option} />
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function OptionRow({ option }: { option: Option<string> }) {
  return (
    <Radix.Item
      value={option.value}
      disabled={option.disabled}
      className="flex cursor-pointer items-start gap-2 rounded-md py-1.5 pr-3 pl-2 text-table outline-none data-disabled:opacity-50 data-highlighted:bg-hover pointer-coarse:min-h-11"
    >
      <span className="flex h-5 w-4 items-center">
        <Radix.ItemIndicator>
          <Check aria-hidden size={14} className="text-accent" />
        </Radix.ItemIndicator>
      </span>
      <span className="min-w-0">
        <Radix.ItemText>
          {option.label}
          {option.hint && <span className="block text-muted">{option.hint}</span>}
        </Radix.ItemText>
      </span>
    </Radix.Item>
  );
}
