'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { ErrorState, NoMatch } from './faces';
import { SkeletonRows } from './skeleton';

/** The five faces of a list: loading, error, empty, no match, and full (`children`). */
export function ListFaces({
  pending,
  error,
  count,
  failedTitle,
  retry,
  filter,
  empty,
  children,
}: {
  pending: boolean;
  error: Error | null;
  count: number;
  failedTitle: string;
  retry: () => void;
  /** Set while a filter hides rows. */
  filter?: { text?: string; clear: () => void } | null;
  empty: ReactNode;
  children: ReactNode;
}) {
  const t = useTranslations('ui');
  if (error) return <ErrorState title={failedTitle} error={error} onRetry={retry} />;
  if (pending) return <SkeletonRows label={t('loading')} />;
  if (count > 0) return children;
  return filter ? <NoMatch query={filter.text} onClear={filter.clear} /> : empty;
}
