'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { ManifestDetail } from '#lib/schemas/repositories.ts';
import { ApiError } from '@/components/api/api-error';
import { useLiveQueries } from '@/components/live/use-live-queries';
import { ErrorState } from '@/components/ui/faces';
import { SkeletonRows } from '@/components/ui/skeleton';
import { useUrlState } from '@/components/ui/use-url-state';
import { GoneImage } from './gone-image';
import { ImageBody } from './image-body';
import { ImageHeader } from './image-header';
import { choosePlatform, platformsOf } from './platforms';
import { deletedQuery, manifestQuery } from './queries';
import { Summary } from './summary';

/** An image, an index of images, or an artifact. `actions` are what one can do with it. */
export function ImagePage({
  repository,
  reference,
  actions,
}: {
  repository: string;
  reference: string;
  actions?: ReactNode;
}) {
  const t = useTranslations('image');
  const ui = useTranslations('ui');
  const { get } = useUrlState();
  const { data: top, error, refetch } = useQuery(manifestQuery(repository, reference));
  const chosen = top?.kind === 'index' ? choosePlatform(platformsOf(top), get('platform')) : null;
  const stored = chosen?.stored === true;
  // While another platform is on its way the one before stays, so that nothing jumps.
  const child = useQuery({
    ...manifestQuery(repository, chosen?.digest ?? ''),
    enabled: stored,
    placeholderData: keepPreviousData,
  });
  useLiveQueries(
    [manifestQuery(repository, reference).queryKey, deletedQuery(repository, reference).queryKey],
    (event) => event.repository === repository,
  );
  if (error instanceof ApiError && error.status === 404) {
    return (
      <GoneImage repository={repository} reference={reference} error={error} onRetry={() => void refetch()} />
    );
  }
  if (!top)
    return error ? (
      <ErrorState title={t('failed')} error={error} onRetry={() => void refetch()} />
    ) : (
      <SkeletonRows label={ui('loading')} />
    );
  const image: ManifestDetail | undefined = top.kind !== 'index' ? top : stored ? child.data : undefined;
  return (
    <div className="flex flex-col gap-6">
      <ImageHeader top={top} reference={reference} chosen={chosen} actions={actions} />
      <Summary top={top} image={image} />
      <ImageBody top={top} image={image} chosen={chosen} reference={reference} error={child.error} />
    </div>
  );
}
