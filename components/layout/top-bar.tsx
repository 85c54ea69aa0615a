'use client';
import clsx from 'clsx';
import { Search } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'use-intl';
import { useViewer } from '@/components/api/viewer';
import { ButtonLink } from '@/components/ui/button';
import { Logo } from '@/components/ui/logo';
import { isCurrent, usePlaces } from './places';
import { UserMenu } from './user-menu';

export function TopBar({ onSearch }: { onSearch: () => void }) {
  const t = useTranslations('layout');
  const { me } = useViewer();
  const pathname = usePathname();
  return (
    <header className="sticky top-0 z-20 border-b border-line bg-bg">
      <div className="page-column flex h-12 items-center gap-4">
        <Link
          href={me ? '/' : '/explore'}
          className="flex items-center gap-2 rounded-md text-section pointer-coarse:min-h-11"
        >
          <Logo size={24} />
          <span>Lighter</span>
        </Link>
        <nav aria-label={t('main')} className="flex h-full items-stretch gap-1 max-md:hidden">
          {usePlaces(me).map((place) => {
            const current = isCurrent(place.href, pathname);
            return (
              <Link
                key={place.href}
                href={place.href}
                aria-current={current ? 'page' : undefined}
                className={clsx(
                  'my-2 inline-flex items-center rounded-md px-3 text-table font-medium',
                  current ? 'bg-hover text-text' : 'text-muted hover:text-text',
                )}
              >
                {place.label}
              </Link>
            );
          })}
        </nav>
        <div className="flex min-w-0 flex-1 items-center justify-end gap-2">
          <button
            type="button"
            onClick={onSearch}
            aria-keyshortcuts="Meta+K Control+K"
            className="inline-flex control-height min-w-0 items-center gap-2 rounded-md border border-control bg-bg px-2.5 text-table text-muted hover:bg-hover max-md:w-11 max-md:justify-center md:w-72"
          >
            <Search aria-hidden size={14} className="shrink-0" />
            <span className="truncate max-md:sr-only">{t('search')}</span>
            <kbd className="ml-auto rounded-[4px] border border-line px-1 font-sans text-chip max-md:hidden">
              {t('searchKey')}
            </kbd>
          </button>
          {me ? (
            <UserMenu me={me} />
          ) : (
            <ButtonLink variant="primary" href={`/sign-in?next=${encodeURIComponent(pathname)}`}>
              {t('signIn')}
            </ButtonLink>
          )}
        </div>
      </div>
    </header>
  );
}
