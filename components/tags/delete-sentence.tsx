'use client';
import { useTranslations } from 'use-intl';
import type { DeletePreview } from '#lib/schemas/repositories.ts';

/** What stays: "`latest` shares this image and stays." */
export function DeleteSentence({ items }: { items: DeletePreview['items'] }) {
  const t = useTranslations('tags.deleting');
  const byImage = new Map(items.map((item) => [item.digest, item]));
  const shared = [...byImage.values()].filter((item) => item.stayingCount > 0);
  const names = shared.flatMap((item) => item.staying);
  const count = shared.reduce((sum, item) => sum + item.stayingCount, 0);
  const tags = () => <Names names={names} more={count - names.length} />;
  if (items.length === 1) return count === 0 ? t('alone') : t.rich('sharedOne', { count, tags });
  return count === 0 ? t('aloneMany') : t.rich('sharedMany', { images: shared.length, count, tags });
}

const MOST_NAMED = 5;

function Names({ names, more }: { names: readonly string[]; more: number }) {
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
