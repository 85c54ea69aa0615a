'use client';
import clsx from 'clsx';
import Link from 'next/link';
import { LoaderCircle } from 'lucide-react';
import type { ComponentProps, MouseEvent, ReactNode } from 'react';
import { toast } from './toast-store';
import { Tooltip } from './tooltip';

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'caution' | 'danger';

const BASE =
  'control-height inline-flex shrink-0 items-center justify-center gap-2 rounded-md px-3 text-table font-medium whitespace-nowrap transition-colors duration-100 select-none aria-disabled:opacity-50 disabled:opacity-50';

const VARIANTS: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-on-accent not-aria-disabled:hover:bg-accent-hover',
  secondary: 'border border-control bg-bg text-text not-aria-disabled:hover:bg-hover',
  ghost: 'text-text-2 not-aria-disabled:hover:bg-hover not-aria-disabled:hover:text-text',
  /** Leads to something destructive, but asks first. */
  caution: 'border border-control bg-bg text-danger not-aria-disabled:hover:bg-danger-soft',
  danger: 'bg-danger-solid text-white not-aria-disabled:hover:bg-danger-solid-hover',
};

export function buttonClass(variant: ButtonVariant, className?: string): string {
  return clsx(BASE, VARIANTS[variant], className);
}

type ButtonProps = ComponentProps<'button'> & {
  variant?: ButtonVariant;
  busy?: boolean;
  /** A sentence that says why this can't be done now; the button stays in place and in reach, and says it. */
  reason?: string | null;
  icon?: ReactNode;
};

export function Button({
  variant = 'secondary',
  busy,
  reason,
  icon,
  className,
  children,
  ...rest
}: ButtonProps) {
  const button = (
    <button
      type="button"
      {...rest}
      {...inert(reason, busy, rest.onClick)}
      className={buttonClass(variant, className)}
    >
      {busy ? <LoaderCircle aria-hidden size={16} className="animate-spin" /> : icon}
      {children}
    </button>
  );
  return reason ? <Tooltip text={reason}>{button}</Tooltip> : button;
}

/** A link that looks like a button. */
export function ButtonLink({
  variant = 'secondary',
  icon,
  className,
  children,
  ...rest
}: ComponentProps<typeof Link> & { variant?: ButtonVariant; icon?: ReactNode }) {
  return (
    <Link {...rest} className={buttonClass(variant, className)}>
      {icon}
      {children}
    </Link>
  );
}

/** A button of one icon; `label` is its name and its tooltip. */
export function IconButton({
  label,
  reason,
  busy,
  className,
  children,
  ...rest
}: Omit<ButtonProps, 'variant' | 'icon'> & { label: string }) {
  return (
    <Tooltip text={reason ?? label}>
      <button
        type="button"
        aria-label={label}
        {...rest}
        {...inert(reason, busy, rest.onClick)}
        className={clsx(
          'inline-flex size-8 shrink-0 items-center justify-center rounded-md text-muted transition-colors duration-100 not-aria-disabled:hover:bg-hover not-aria-disabled:hover:text-text aria-disabled:opacity-50 data-[state=open]:bg-hover pointer-coarse:size-11',
          className,
        )}
      >
        {busy ? <LoaderCircle aria-hidden size={16} className="animate-spin" /> : children}
      </button>
    </Tooltip>
  );
}

/** aria-disabled keeps the button in the tab order, so that its reason can be read; a tap has no hover and shows it. */
function inert(
  reason: string | null | undefined,
  busy: boolean | undefined,
  onClick: ((event: MouseEvent<HTMLButtonElement>) => void) | undefined,
) {
  if (!reason && !busy) return { onClick };
  return {
    'aria-disabled': true,
    onClick: (event: MouseEvent<HTMLButtonElement>) => {
      event.preventDefault();
      if (reason) toast({ title: reason });
    },
  };
}
