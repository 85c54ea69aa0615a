'use client';
import clsx from 'clsx';
import { Check } from 'lucide-react';
import Link from 'next/link';
import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

/** A menu on a button; `trigger` is the button. */
export function Menu({
  trigger,
  align = 'end',
  children,
}: {
  trigger: ReactNode;
  align?: 'start' | 'end';
  children: ReactNode;
}) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-w-[min(20rem,calc(100vw-1rem))] min-w-44 animate-pop-in overlay p-1 data-[state=closed]:animate-pop-out"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const ITEM =
  'flex w-full cursor-pointer items-center gap-2 rounded-md px-2 py-1.5 text-table outline-none select-none data-highlighted:bg-hover pointer-coarse:min-h-11 data-disabled:cursor-not-allowed';

export function MenuItem({
  icon,
  danger,
  reason,
  keys,
  onSelect,
  children,
}: {
  icon?: ReactNode;
  danger?: boolean;
  /** Why it can't be chosen now; shown under it. */
  reason?: string | null;
  keys?: string;
  onSelect: () => void;
  children: ReactNode;
}) {
  return (
    <Radix.Item
      disabled={Boolean(reason)}
      onSelect={onSelect}
      className={clsx(
        ITEM,
        reason && 'items-start',
        danger && !reason && 'text-danger data-highlighted:bg-danger-soft',
      )}
    >
      {icon && <span className={clsx('flex h-5 items-center', !danger && 'text-muted')}>{icon}</span>}
      <span className="min-w-0 flex-1">
        <span className={clsx(reason && 'text-muted')}>{children}</span>
        {reason && <span className="block text-chip font-normal text-muted">{reason}</span>}
      </span>
      {keys && <kbd className="pl-4 font-sans text-chip text-muted">{keys}</kbd>}
    </Radix.Item>
  );
}

export function MenuLink({ icon, href, children }: { icon?: ReactNode; href: string; children: ReactNode }) {
  return (
    <Radix.Item asChild>
      <Link href={href} className={ITEM}>
        {icon && <span className="text-muted">{icon}</span>}
        {children}
      </Link>
    </Radix.Item>
  );
}

export function MenuSeparator() {
  return <Radix.Separator className="my-1 h-px bg-line" />;
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 py-1.5 text-table">{children}</Radix.Label>;
}

/** On or off; the menu stays open, for the next one. */
export function MenuCheck({
  checked,
  onChange,
  children,
}: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
}) {
  return (
    <Radix.CheckboxItem
      checked={checked}
      onCheckedChange={onChange}
      onSelect={(event) => event.preventDefault()}
      className={ITEM}
    >
      <span className="flex size-4 items-center justify-center">
        <Radix.ItemIndicator>
          <Check aria-hidden size={14} className="text-accent" />
        </Radix.ItemIndicator>
      </span>
      {children}
    </Radix.CheckboxItem>
  );
}

/** One of a few, side by side in a menu. */
export function MenuChoice<Value extends string>({
  label,
  value,
  onChange,
  choices,
}: {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  choices: readonly { value: Value; label: ReactNode }[];
}) {
  return (
    <Radix.RadioGroup
      aria-label={label}
      value={value}
      onValueChange={(next) => onChange(next as Value)}
      className="grid auto-cols-fr grid-flow-col gap-1"
    >
      {choices.map((choice) => (
        <Radix.RadioItem
          key={choice.value}
          value={choice.value}
          onSelect={(event) => event.preventDefault()}
          className="flex cursor-pointer items-center justify-center gap-1.5 rounded-md px-2 py-1.5 text-table text-muted outline-none select-none data-highlighted:bg-hover data-[state=checked]:bg-accent-soft data-[state=checked]:text-accent pointer-coarse:min-h-11"
        >
          {choice.label}
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}
