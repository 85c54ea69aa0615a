'use client';
import { useTranslations } from 'use-intl';
import type { SystemStorage } from '#lib/schemas/storage.ts';
import { Bytes } from '@/components/ui/bytes';
import { formatBytes } from '#lib/oci/format-bytes.ts';
import { RelativeTime } from '@/components/ui/time';
import { Figure, FigureGrid } from './figure';

/** What there is in four figures: stored, in the trash, to be freed, and room. */
export function Figures({ storage }: { storage: SystemStorage }) {
  const t = useTranslations('storage');
  const { disk, stored, trash, surveyed } = storage;
  const reclaimable = surveyed ?? storage.reclaimable;
  return (
    <FigureGrid>
      <Figure name={t('stored')} value={<Bytes value={stored} />}>
        {t('storedHelp')}
      </Figure>
      <Figure name={t('trash')} value={<Bytes value={trash} />}>
        {t('trashHelp')}
      </Figure>
      <Figure name={t('reclaimable')} value={<Bytes value={reclaimable.bytes} />}>
        {surveyed
          ? t.rich('surveyedHelp', { at: () => <RelativeTime at={surveyed.at} /> })
          : t('reclaimableHelp')}
      </Figure>
      <Figure name={t('free')} value={disk ? <Bytes value={disk.free} /> : '–'}>
        {disk ? <DiskBar disk={disk} /> : t('diskUnknown')}
      </Figure>
    </FigureGrid>
  );
}

function DiskBar({ disk }: { disk: NonNullable<SystemStorage['disk']> }) {
  const t = useTranslations('storage');
  const used = ((disk.total - disk.free) / disk.total) * 100;
  return (
    <>
      <span aria-hidden className="mb-1 block h-1.5 overflow-hidden rounded-full bg-hover">
        <span
          className={disk.full ? 'block h-full bg-danger-solid' : 'block h-full bg-chart-1'}
          style={{ width: `${used}%` }}
        />
      </span>
      {t('freeOf', { total: formatBytes(disk.total) })}
    </>
  );
}
