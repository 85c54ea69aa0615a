'use client';
import clsx from 'clsx';
import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import type { ComponentProps } from 'react';
import { useTranslations } from 'use-intl';

const FIELD =
  'h-9 w-full min-w-0 rounded-md border border-control bg-bg px-3 text-body text-text aria-invalid:border-danger disabled:opacity-50 pointer-coarse:h-11 pointer-coarse:text-section pointer-coarse:font-normal';

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input {...rest} className={clsx(FIELD, className)} />;
}

export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea rows={3} {...rest} className={clsx(FIELD, 'h-auto py-2 pointer-coarse:h-auto', className)} />
  );
}

/** A password that can be looked at while it is typed. */
export function PasswordInput({ className, ...rest }: ComponentProps<'input'>) {
  const t = useTranslations('ui');
  const [shown, setShown] = useState(false);
  return (
    <span className="relative block">
      <Input
        {...rest}
        type={shown ? 'text' : 'password'}
        spellCheck={false}
        className={clsx('pr-10', className)}
      />
      <button
        type="button"
        aria-label={shown ? t('hidePassword') : t('showPassword')}
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
        className="absolute inset-y-0 right-0 flex w-9 items-center justify-center rounded-md text-muted -outline-offset-2 hover:text-text"
      >
        {shown ? <EyeOff aria-hidden size={16} /> : <Eye aria-hidden size={16} />}
      </button>
    </span>
  );
}
