'use client';
import { useTranslations } from 'use-intl';

const MOST_NAMED = 5;

/** Some names, and how many there are besides (`more` and those that have no room). */
export function TagNames({ names, more }: { names: readonly string[]; more: number }) {
  const t = useTranslations('tags.deleting');
  const shown = names.slice(0, MOST_NAMED);
  const rest = more + names.length - shown.length;
  return (
    <>
      {shown.map((name, index) => (
        <span key={name}>
          {index > 0 && ', '}
          <code className="font-mono font-medium wrap-anywhere text-text">{name}</code>
        </span>
      ))}
      {rest > 0 && `, ${t('andMore', { count: rest })}`}
    </>
  );
}
