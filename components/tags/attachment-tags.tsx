'use client';
import { useTranslations } from 'use-intl';

/** Tags that hold signatures and the like of other images: out of the way, and said so. */
export function AttachmentTags({
  count,
  shown,
  onShow,
}: {
  count: number;
  shown: boolean;
  onShow: (shown: boolean) => void;
}) {
  const t = useTranslations('tags.attachments');
  return (
    <p className="flex items-center gap-1.5 pb-2 text-table text-muted md:px-3">
      {t(shown ? 'shown' : 'hidden', { count })}
      <span aria-hidden>·</span>
      <button
        type="button"
        onClick={() => onShow(!shown)}
        className="inline-flex min-h-6 items-center rounded-[3px] font-medium text-accent hover:underline pointer-coarse:min-h-11"
      >
        {t(shown ? 'hide' : 'show')}
      </button>
    </p>
  );
}
