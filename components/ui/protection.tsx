'use client';
import clsx from 'clsx';
import { Lock } from 'lucide-react';
import { useCallback } from 'react';
import { useTranslations } from 'use-intl';
import type { TagProtection } from '#lib/schemas/protection.ts';

/** Why a tag may neither move nor go, in words. */
export function useProtectionWords(): (protection: TagProtection) => string {
  const t = useTranslations('ui.protection');
  return useCallback(
    (protection) => {
      if (protection.by === 'rule')
        return t('rule', { tags: protection.tags, repositories: protection.repositories });
      const { who, note } = protection;
      const by = who === null ? t('locked') : t('lockedBy', { who });
      return note ? t('withNote', { by, note }) : by;
    },
    [t],
  );
}

/** A lock, with the reason on hover. */
export function ProtectionBadge({
  protection,
  className,
}: {
  protection: TagProtection;
  className?: string;
}) {
  const words = useProtectionWords()(protection);
  return (
    <span
      title={words}
      className={clsx(
        'inline-flex size-5 shrink-0 items-center justify-center rounded-full bg-hover text-text-2',
        className,
      )}
    >
      <Lock aria-hidden size={12} />
      <span className="sr-only">{words}</span>
    </span>
  );
}
