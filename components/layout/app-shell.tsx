'use client';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Viewer } from '@/components/api/viewer';
import { ViewerProvider } from '@/components/api/viewer';
import { LiveProvider } from '@/components/live/live-events';
import { BottomNav } from './bottom-nav';
import { GlobalKeys } from './global-keys';
import { Palette } from './palette';
import { TopBar } from './top-bar';

/** What stands around every page: the bar, the palette, the keys, the live stream. */
export function AppShell({ viewer, children }: { viewer: Viewer; children: ReactNode }) {
  const t = useTranslations('layout');
  const [paletteOpen, setPaletteOpen] = useState(false);
  return (
    <ViewerProvider viewer={viewer}>
      <LiveProvider>
        <a
          href="#main"
          className="sr-only z-50 rounded-md bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
        >
          {t('skip')}
        </a>
        <TopBar onSearch={() => setPaletteOpen(true)} />
        <main id="main" tabIndex={-1} className="page-column pt-6 pb-12 max-md:pb-24">
          {children}
        </main>
        <BottomNav />
        <Palette open={paletteOpen} onOpenChange={setPaletteOpen} />
        <GlobalKeys onSearch={() => setPaletteOpen(true)} />
      </LiveProvider>
    </ViewerProvider>
  );
}
