'use client';
import { useTranslations } from 'use-intl';
import type { Candidate } from '#lib/schemas/storage.ts';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { formatBytes } from '#lib/oci/format-bytes.ts';

/** Names in one sentence; the rest is counted. */
const NAMED = 8;

/** Exactly what goes, for good. */
export function FreeDialog({
  open,
  onOpenChange,
  chosen,
  trash,
  onConfirm,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  chosen: readonly Candidate[];
  trash: number;
  onConfirm: () => void;
}) {
  const t = useTranslations('storage');
  const names = chosen.slice(0, NAMED).map(({ repository, tag }) => `${repository}:${tag}`);
  const more = chosen.length > NAMED ? [t('more', { count: chosen.length - NAMED })] : [];
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('guide.confirmTitle', { count: chosen.length })}
      confirmLabel={t(chosen.length > 0 ? 'guide.confirm' : 'guide.confirmEmpty')}
      onConfirm={onConfirm}
    >
      {chosen.length > 0 && <p>{t('guide.confirmTags', { names: [...names, ...more].join(', ') })}</p>}
      <p>{t('guide.confirmTrash', { size: formatBytes(trash) })}</p>
      <p>{t('guide.confirmPushes')}</p>
    </ConfirmDialog>
  );
}
