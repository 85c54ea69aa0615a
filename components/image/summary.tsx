'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { ManifestDetail } from '#lib/schemas/repositories.ts';
import { Bytes } from '@/components/ui/bytes';
import { LastPulled } from '@/components/ui/pulled';
import { RelativeTime } from '@/components/ui/time';
import { baseOf } from './base-of';

/** The figures of an image in one strip; two by two on a phone. `image` is the platform looked at. */
export function Summary({ top, image }: { top: ManifestDetail; image: ManifestDetail | undefined }) {
  const t = useTranslations('image.summary');
  const size = image?.size ?? null;
  const base = baseOf(top, image);
  const signed = [top, image].some((manifest) =>
    manifest?.attachments.some(({ kind }) => kind === 'signature'),
  );
  return (
    <dl
      aria-label={t('label')}
      className="grid grid-cols-2 gap-px overflow-hidden rounded-md border border-line bg-line lg:grid-cols-6"
    >
      <Figure label={t('pullSize')}>{size === null ? t('unknown') : <Bytes value={size} />}</Figure>
      <Figure label={t('layers')}>{image ? image.layers.length : t('unknown')}</Figure>
      <Figure label={t('pushed')} detail={top.pushedBy}>
        <RelativeTime at={top.pushedAt} />
      </Figure>
      <Figure label={t('lastPulled')} detail={t('pulls', { count: top.pullCount })}>
        <LastPulled at={top.lastPulledAt} notSince={top.notPulledSince} />
      </Figure>
      <Figure label={t('base')} detail={base && t('claimed')}>
        {base ? (
          <span className="wrap-anywhere">{base}</span>
        ) : (
          <span className="text-muted">{t('notStated')}</span>
        )}
      </Figure>
      <Figure label={t('signature')} detail={signed ? t('notVerified') : null}>
        {signed ? t('present') : <span className="text-muted">{t('none')}</span>}
      </Figure>
    </dl>
  );
}

function Figure({ label, detail, children }: { label: string; detail?: string | null; children: ReactNode }) {
  return (
    <div className="min-w-0 bg-bg px-4 py-3">
      <dt className="text-table text-muted">{label}</dt>
      <dd className="mt-0.5 flex flex-wrap items-baseline gap-x-2 text-section tabular-nums">
        {children}
        {detail && <span className="truncate text-table font-normal text-muted">{detail}</span>}
      </dd>
    </div>
  );
}
