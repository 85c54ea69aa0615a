'use client';
import { CircleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/faces';

/** For a page that failed as a whole. `digest` finds the error in the server's log. */
export function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations('layout.error');
  return (
    <div role="alert" className="py-12">
      <EmptyState
        icon={<CircleAlert aria-hidden size={32} className="text-danger" />}
        title={t('title')}
        page
        action={<Button onClick={reset}>{t('retry')}</Button>}
      >
        <p>{t('text')}</p>
        {error.digest && (
          <p className="mt-2 text-table text-muted">
            {t('reference')} <code className="font-mono">{error.digest}</code>
          </p>
        )}
      </EmptyState>
    </div>
  );
}
