'use client';
import { useTranslations } from 'use-intl';
import type { DeletePreview } from '#lib/schemas/repositories.ts';
import { TagNames } from './tag-names';

/** What stays: "`latest` shares this image and stays." */
export function DeleteSentence({ items }: { items: DeletePreview['items'] }) {
  const t = useTranslations('tags.deleting');
  const byImage = new Map(items.map((item) => [item.digest, item]));
  const shared = [...byImage.values()].filter((item) => item.stayingCount > 0);
  const names = shared.flatMap((item) => item.staying);
  const count = shared.reduce((sum, item) => sum + item.stayingCount, 0);
  const tags = () => <TagNames names={names} more={count - names.length} />;
  if (items.length === 1) return count === 0 ? t('alone') : t.rich('sharedOne', { count, tags });
  return count === 0 ? t('aloneMany') : t.rich('sharedMany', { images: shared.length, count, tags });
}
