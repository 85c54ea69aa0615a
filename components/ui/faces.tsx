'use client';
import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { ApiError } from '@/components/api/api-error';
import { Button } from './button';

/** Nothing here yet: says what to do next. */
export function EmptyState({
  icon,
  title,
  page,
  children,
  action,
}: {
  icon?: ReactNode;
  title: string;
  /** It is the whole page: its title is the page's heading. */
  page?: boolean;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center gap-2 px-4 py-12 text-center">
      {icon && <span className="mb-1 text-muted">{icon}</span>}
      {page ? <h1 className="text-section">{title}</h1> : <p className="text-section">{title}</p>}
      {children && <div className="w-full max-w-(--container-form) text-text-2">{children}</div>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  );
}

/** Something is here, but the filter hides it all. */
export function NoMatch({ query, onClear }: { query?: string; onClear: () => void }) {
  const t = useTranslations('ui');
  return (
    <div role="status" className="flex flex-col items-center gap-3 px-4 py-12 text-center">
      <p className="max-w-full text-section break-words">
        {query ? t('noMatchFor', { query }) : t('noMatch')}
      </p>
      <Button onClick={onClear}>{t('clearFilter')}</Button>
    </div>
  );
}

/** What failed, a way to try again, and the request id to quote. */
export function ErrorState({
  title,
  error,
  onRetry,
}: {
  title: string;
  error: unknown;
  onRetry?: () => void;
}) {
  const t = useTranslations('ui');
  const requestId = error instanceof ApiError ? error.requestId : null;
  return (
    <div role="alert" className="flex flex-col items-center gap-2 px-4 py-12 text-center">
      <CircleAlert aria-hidden size={24} className="mb-1 text-danger" />
      <p className="text-section">{title}</p>
      <p className="max-w-(--container-form) break-words text-text-2">
        {error instanceof Error ? error.message : t('unknownError')}
      </p>
      {requestId && (
        <p className="text-table text-muted">
          {t('request')} <code className="font-mono">{requestId}</code>
        </p>
      )}
      {onRetry && (
        <div className="mt-2">
          <Button onClick={onRetry}>{t('tryAgain')}</Button>
        </div>
      )}
    </div>
  );
}
