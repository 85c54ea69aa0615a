'use client';
import { Monitor, Moon, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import { useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';
import { THEME_COOKIE } from './theme-cookie';

export type Theme = 'system' | 'light' | 'dark';

const YEAR_SECONDS = 31_536_000;

/** The theme of this browser, how to change it, and the choices in words. */
export function useTheme() {
  const t = useTranslations('ui.theme');
  const theme = useSyncExternalStore(subscribe, readTheme, () => 'system' as const);
  const choices: { value: Theme; label: ReactNode }[] = [
    { value: 'system', label: <Labelled icon={<Monitor aria-hidden size={14} />} text={t('system')} /> },
    { value: 'light', label: <Labelled icon={<Sun aria-hidden size={14} />} text={t('light')} /> },
    { value: 'dark', label: <Labelled icon={<Moon aria-hidden size={14} />} text={t('dark')} /> },
  ];
  return { label: t('label'), theme, choices };
}

/** Sets it for this browser, on every page. */
export function setTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  const age = theme === 'system' ? 0 : YEAR_SECONDS;
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${age}; samesite=lax`;
  for (const listener of listeners) listener();
}

const listeners = new Set<() => void>();

function Labelled({ icon, text }: { icon: ReactNode; text: string }) {
  return (
    <>
      {icon}
      {text}
    </>
  );
}

function readTheme(): Theme {
  const { theme } = document.documentElement.dataset;
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
