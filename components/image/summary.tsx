'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { ManifestDetail } from '#lib/schemas/repositories.ts';
import { Bytes } from '@/components/ui/bytes';
import { RelativeTime } from '@/components/ui/time';

/** The figures of an image in one strip; two by two on a phone. `image` is the platform looked at. */
export function Summary({ top, image }: { top: ManifestDetail; image: ManifestDetail | undefined }) {
  const t = useTranslations('image.summary');
  const size = image?.size ?? null;
  return (
    <dl
      aria-label={t('label')}
      className="grid grid-cols-2 gap-px overflow-hidden rounded-md border border-line bg-line lg:grid-cols-5"
    >
      <Figure label={t('pullSize')}>{size === null ? t('unknown') : <Bytes value={size} />}</Figure>
      <Figure label={t('layers')}>{image ? image.layers.length : t('unknown')}</Figure>
      <Figure label={t('pushed')} detail={top.pushedBy}>
        <RelativeTime at={top.pushedAt} />
      </Figure>
      <Figure label={t('lastPulled')} detail={t('pulls', { count: top.pullCount })}>
        {top.lastPulledAt ? <RelativeTime at={top.lastPulledAt} /> : t('notPulled')}
      </Figure>
      <Figure label={t('built')} className="max-lg:col-span-2">
        {image?.builtAt ? <RelativeTime at={image.builtAt} /> : t('unknown')}
      </Figure>
    </dl>
  );
}

function Figure({
  label,
  detail,
  className,
  children,
}: {
  label: string;
  detail?: string | null;
  className?: string;
  children: ReactNode;
}) {
  return (
    <div className={`min-w-0 bg-bg px-4 py-3 ${className ?? ''}`}>
      <dt className="text-table text-muted">{label}</dt>
      <dd className="mt-0.5 flex flex-wrap items-baseline gap-x-2 text-section tabular-nums">
        {children}
        {detail && <span className="truncate text-table font-normal text-muted">{detail}</span>}
      </dd>
    </div>
  );
}
