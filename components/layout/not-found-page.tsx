'use client';
import { Anchor } from 'lucide-react';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useViewer } from '@/components/api/viewer';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/faces';

/** For what is not there, and for what the viewer may not see: the two look the same. `ask`: a way to ask for it. */
export function NotFoundPage({ ask }: { ask?: ReactNode }) {
  const t = useTranslations('layout.notFound');
  const { me } = useViewer();
  const pathname = usePathname();
  return (
    <div className="py-12">
      <title>{t('title')}</title>
      <EmptyState
        icon={<Anchor aria-hidden size={32} />}
        title={t('title')}
        page
        action={
          me ? (
            <span className="flex flex-wrap justify-center gap-2">
              <ButtonLink href="/">{t('home')}</ButtonLink>
              {ask}
            </span>
          ) : (
            <ButtonLink variant="primary" href={`/sign-in?next=${encodeURIComponent(pathname)}`}>
              {t('signIn')}
            </ButtonLink>
          )
        }
      >
        {t('text')}
      </EmptyState>
    </div>
  );
}
