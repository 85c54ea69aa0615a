'use client';
import { Popover as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

/** A small panel on a button, for what changes one thing; `trigger` is the button, `label` names the panel. */
export function Popover({
  trigger,
  label,
  open,
  onOpenChange,
  children,
}: {
  trigger: ReactNode;
  label: string;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  children: ReactNode;
}) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="z-30 flex max-h-(--radix-popover-content-available-height) w-[min(22rem,calc(100vw-1rem))] animate-pop-in flex-col gap-4 overflow-y-auto overlay p-4 data-[state=closed]:animate-pop-out"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
