'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { ErrorState } from '@/components/ui/faces';
import { SkeletonRows } from '@/components/ui/skeleton';
import { DeletedImage } from './deleted-image';
import { deletedQuery } from './queries';

/** What stands where an image was: how it went; `error` where nothing is known of that. */
export function GoneImage({
  repository,
  reference,
  error,
  onRetry,
}: {
  repository: string;
  reference: string;
  error: Error;
  onRetry: () => void;
}) {
  const t = useTranslations('image');
  const ui = useTranslations('ui');
  const { data, isPending } = useQuery(deletedQuery(repository, reference));
  if (data) return <DeletedImage deleted={data} reference={reference} />;
  if (isPending) return <SkeletonRows label={ui('loading')} />;
  return <ErrorState title={t('failed')} error={error} onRetry={onRetry} />;
}
