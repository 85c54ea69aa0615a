'use client';
import { Lock } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { DeletePreview } from '#lib/schemas/repositories.ts';
import { useProtectionWords } from '@/components/ui/protection';
import { TagNames } from './tag-names';

/** What a lock or a rule keeps; `all`: nothing else was to go. */
export function KeptSentence({ items, all }: { items: DeletePreview['items']; all?: boolean }) {
  const t = useTranslations('tags.deleting');
  const words = useProtectionWords();
  const [first] = items;
  const names = items.map((item) => item.tag);
  return (
    <p className="flex items-start gap-2 rounded-md bg-hover px-3 py-2 text-table text-text-2">
      <Lock aria-hidden size={14} className="mt-[3px] shrink-0" />
      <span className="min-w-0 wrap-anywhere">
        {items.length === 1 && first?.locked
          ? t('lockedOne', { name: first.tag, reason: words(first.locked) })
          : all
            ? t('lockedAll')
            : t.rich('lockedMany', { count: items.length, tags: () => <TagNames names={names} more={0} /> })}
      </span>
    </p>
  );
}
