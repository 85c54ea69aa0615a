import { Boxes, Compass, House } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { Me } from '#lib/schemas/users.ts';

export type Place = { href: string; label: string; icon: LucideIcon };

/** The main places, in the top bar and at the bottom of a phone. */
export function usePlaces(me: Me | null): Place[] {
  const t = useTranslations('layout');
  const explore = { href: '/explore', label: t('explore'), icon: Compass };
  if (!me) return [explore];
  return [
    { href: '/', label: t('home'), icon: House },
    { href: '/projects', label: t('projects'), icon: Boxes },
    explore,
  ];
}

/** True where `href` is the place that `pathname` is in. */
export function isCurrent(href: string, pathname: string): boolean {
  if (href === '/') return pathname === '/';
  if (href === '/projects' && pathname.startsWith('/repositories/')) return true;
  return pathname === href || pathname.startsWith(`${href}/`);
}
