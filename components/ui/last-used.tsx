'use client';
import { useTranslations } from 'use-intl';
import { RelativeTime } from './time';

/** "1 h ago · 10.0.3.7" */
export function LastUsed({ at, from }: { at: string | null; from: string | null }) {
  const t = useTranslations('ui.expiry');
  if (at === null) return <span className="text-muted">{t('unused')}</span>;
  return (
    <span className="wrap-anywhere">
      <RelativeTime at={at} />
      {from !== null && <span className="text-muted"> · {from}</span>}
    </span>
  );
}
