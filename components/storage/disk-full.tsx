'use client';
import { TriangleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { SystemStorage } from '#lib/schemas/storage.ts';
import { formatBytes } from '#lib/oci/format-bytes.ts';

/** Said on top of everything: pushes are refused, and what ends that. */
export function DiskFull({ disk }: { disk: NonNullable<SystemStorage['disk']> }) {
  const t = useTranslations('storage');
  return (
    <div role="alert" className="flex items-start gap-3 rounded-md bg-danger-soft px-4 py-3 text-text">
      <TriangleAlert aria-hidden size={16} className="mt-0.5 shrink-0 text-danger" />
      <p>{t('full', { free: formatBytes(disk.free), watermark: formatBytes(disk.watermark) })}</p>
    </div>
  );
}
