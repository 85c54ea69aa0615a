'use client';
import clsx from 'clsx';
import { useTranslations } from 'use-intl';
import { CopyButton } from './copy';

/** "3f9a1c…c21d": enough to tell two apart by eye. */
export function shortDigest(digest: string): string {
  const hex = digest.slice(digest.indexOf(':') + 1);
  return `${hex.slice(0, 8)}…${hex.slice(-4)}`;
}

/** "3f9a…c21d": where there is room for no more. */
function shorterDigest(digest: string): string {
  const hex = digest.slice(digest.indexOf(':') + 1);
  return `${hex.slice(0, 4)}…${hex.slice(-4)}`;
}

/** Short to read, whole on hover, copied whole. */
export function Digest({
  digest,
  short,
  copy = true,
  className,
}: {
  digest: string;
  /** In a table among many columns. */
  short?: boolean;
  copy?: boolean;
  className?: string;
}) {
  const t = useTranslations('ui');
  return (
    <span className={clsx('inline-flex items-center gap-0.5 whitespace-nowrap', className)}>
      <code title={digest} className="font-mono text-table">
        {short ? shorterDigest(digest) : shortDigest(digest)}
      </code>
      {copy && <CopyButton text={digest} label={t('copyDigest', { digest: shortDigest(digest) })} />}
    </span>
  );
}
