'use client';
import clsx from 'clsx';
import { Search, X } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslations } from 'use-intl';

const SETTLE_MS = 200;

/** Filters a list while one types; `/` goes here, Escape clears it and goes back. */
export function FilterInput({
  value,
  onChange,
  label,
  className,
}: {
  value: string;
  onChange: (value: string) => void;
  label: string;
  className?: string;
}) {
  const t = useTranslations('ui');
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  // The address may change from outside (Back, "Clear filter"): then it wins over what is typed.
  if (known !== value) {
    setKnown(value);
    if (text.trim() !== value) setText(value);
  }
  const settle = useEffectEvent((next: string) => {
    if (next !== value) onChange(next);
  });
  useEffect(() => {
    const timer = setTimeout(() => settle(text.trim()), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const clear = () => {
    setText('');
    onChange('');
  };
  return (
    <span className={clsx('relative flex min-w-0', className)}>
      <Search
        aria-hidden
        size={14}
        className="pointer-events-none absolute inset-y-0 left-2.5 my-auto text-muted"
      />
      <input
        data-filter
        type="search"
        value={text}
        aria-label={label}
        placeholder={label}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          clear();
          event.currentTarget.blur();
        }}
        className="control-height w-full min-w-0 rounded-md border border-control bg-bg pr-8 pl-8 text-table pointer-coarse:text-section pointer-coarse:font-normal [&::-webkit-search-cancel-button]:hidden"
      />
      {text && (
        <button
          type="button"
          aria-label={t('clearFilter')}
          onClick={clear}
          className="absolute inset-y-0 right-0.5 my-auto flex size-7 items-center justify-center rounded-md text-muted hover:text-text"
        >
          <X aria-hidden size={14} />
        </button>
      )}
    </span>
  );
}
