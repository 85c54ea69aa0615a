'use client';
import { useTranslations } from 'use-intl';
import { RelativeTime, useNow } from './time';

/** An end that comes sooner than this is worth a thought now. */
const SOON_MS = 14 * 86_400_000;

/** When something expires: amber when that is soon, red when it has. */
export function Expires({ at, expired }: { at: string | null; expired: boolean }) {
  const t = useTranslations('ui.expiry');
  const now = useNow();
  if (at === null) return <span className="text-muted">{t('never')}</span>;
  if (expired) return <span className="text-danger">{t('expired')}</span>;
  const soon = Date.parse(at) - now < SOON_MS;
  return <RelativeTime at={at} className={soon ? 'font-medium text-warn' : 'text-muted'} />;
}
