'use client';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { ApiError } from '@/components/api/api-error';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Skeleton } from '@/components/ui/skeleton';

/** A card that asks for what it shows: where that fails, it alone says so, and tries again. */
export function QueryCard<Data>({
  title,
  end,
  flush,
  query,
  unavailable,
  children,
}: {
  title: string;
  end?: (data: Data | undefined) => ReactNode;
  flush?: boolean;
  query: UseQueryResult<Data>;
  /** What can't be shown, as a sentence. */
  unavailable: string;
  children: (data: Data) => ReactNode;
}) {
  const { data, error, refetch } = query;
  return (
    <Card title={title} flush={data === undefined || flush} end={end?.(data)}>
      {data !== undefined ? (
        children(data)
      ) : error ? (
        <Unavailable text={unavailable} error={error} onRetry={() => void refetch()} />
      ) : (
        <CardSkeleton />
      )}
    </Card>
  );
}

function Unavailable({ text, error, onRetry }: { text: string; error: Error; onRetry: () => void }) {
  const t = useTranslations('ui');
  const requestId = error instanceof ApiError ? error.requestId : null;
  return (
    <div role="alert" className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-4">
      <p className="min-w-0 flex-1">
        {text}
        {requestId && (
          <span className="block text-table text-muted">
            {t('request')} <code className="font-mono">{requestId}</code>
          </span>
        )}
      </p>
      <Button onClick={onRetry}>{t('tryAgain')}</Button>
    </div>
  );
}

const ROWS = 4;

function CardSkeleton() {
  const t = useTranslations('ui');
  return (
    <div role="status" className="animate-late">
      <span className="sr-only">{t('loading')}</span>
      {Array.from({ length: ROWS }, (_, index) => (
        <div key={index} className="flex h-12 items-center gap-6 border-b border-line px-4 last:border-0">
          <Skeleton className="h-3 w-2/5" />
          <Skeleton className="ml-auto h-3 w-1/6" />
        </div>
      ))}
    </div>
  );
}
