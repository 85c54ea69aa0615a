'use client';
import clsx from 'clsx';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'use-intl';
import { useViewer } from '@/components/api/viewer';
import { isCurrent, usePlaces } from './places';

/** The main places within reach of a thumb; phones only. */
export function BottomNav() {
  const t = useTranslations('layout');
  const { me } = useViewer();
  const pathname = usePathname();
  const places = usePlaces(me);
  if (!me) return null;
  return (
    <nav
      aria-label={t('main')}
      className="fixed inset-x-0 bottom-0 z-20 flex border-t border-line bg-bg pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {places.map(({ href, label, icon: Icon }) => {
        const current = isCurrent(href, pathname);
        return (
          <Link
            key={href}
            href={href}
            aria-current={current ? 'page' : undefined}
            className={clsx(
              'flex h-14 flex-1 flex-col items-center justify-center gap-0.5 text-chip -outline-offset-2',
              current ? 'text-accent' : 'text-muted',
            )}
          >
            <Icon aria-hidden size={20} />
            {label}
          </Link>
        );
      })}
    </nav>
  );
}
