'use client';
import { useTranslations } from 'use-intl';
import { DayOf, RelativeTime } from './time';

/** When something was last pulled; else since when it is known that nobody did: what was before, nothing knows. */
export function LastPulled({ at, notSince }: { at: string | null; notSince: string | null }) {
  const t = useTranslations('ui');
  if (at) return <RelativeTime at={at} />;
  return (
    <span className="text-muted">
      {notSince && t.rich('notPulledSince', { day: () => <DayOf at={notSince} /> })}
    </span>
  );
}
