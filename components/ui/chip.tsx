import clsx from 'clsx';
import type { ReactNode } from 'react';

export type Tone = 'plain' | 'accent' | 'ok' | 'warn' | 'danger';

const TONES: Record<Tone, string> = {
  plain: 'bg-hover text-text-2',
  accent: 'bg-accent-soft text-accent',
  ok: 'bg-ok-soft text-ok',
  warn: 'bg-warn-soft text-warn',
  danger: 'bg-danger-soft text-danger',
};

/** 20 px. Grey for facts, colour for states; always a word or an icon. */
export function Chip({
  tone = 'plain',
  icon,
  mono,
  title,
  className,
  children,
}: {
  tone?: Tone;
  icon?: ReactNode;
  mono?: boolean;
  title?: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <span
      title={title}
      className={clsx(
        'inline-flex h-5 max-w-full shrink-0 items-center gap-1 rounded-full px-2 text-chip whitespace-nowrap',
        TONES[tone],
        mono && 'font-mono',
        className,
      )}
    >
      {icon}
      <span className="truncate">{children}</span>
    </span>
  );
}
