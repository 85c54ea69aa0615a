'use client';
import { useRouter } from 'next/navigation';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Dialog, DialogBody } from '@/components/ui/dialog';
import { useRegisteredShortcuts, useShortcuts } from '@/components/ui/shortcuts';

/** Keys that work everywhere, and the list of all keys that work here. */
export function GlobalKeys({ onSearch }: { onSearch: () => void }) {
  const t = useTranslations('layout.keys');
  const router = useRouter();
  const [listed, setListed] = useState(false);
  usePaletteKey(onSearch);
  useShortcuts([
    { keys: '/', label: t('filter'), run: () => focusFilter() || onSearch() },
    { keys: 'g h', label: t('home'), run: () => router.push('/') },
    { keys: 'g p', label: t('projects'), run: () => router.push('/projects') },
    { keys: '?', label: t('list'), run: () => setListed(true) },
  ]);
  return (
    <Dialog open={listed} onOpenChange={setListed} title={t('title')}>
      <DialogBody>
        <ShortcutList />
      </DialogBody>
    </Dialog>
  );
}

function ShortcutList() {
  const t = useTranslations('layout.keys');
  const shortcuts = [{ keys: '⌘K Ctrl+K', label: t('palette') }, ...useRegisteredShortcuts()];
  return (
    <dl className="grid grid-cols-[1fr_auto] items-center gap-y-2 text-table">
      {shortcuts.map(({ keys, label }) => (
        <div key={keys + label} className="contents">
          <dt className="text-text-2">{label}</dt>
          <dd className="flex justify-end gap-1">
            {keys.split(' ').map((key, index) => (
              <kbd
                key={index}
                className="min-w-6 rounded-[4px] border border-control px-1.5 py-0.5 text-center font-sans text-chip"
              >
                {key}
              </kbd>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** ⌘K works while typing, too. */
function usePaletteKey(onSearch: () => void): void {
  const open = useEffectEvent(onSearch);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (
        event.key.toLowerCase() !== 'k' ||
        !(event.metaKey || event.ctrlKey) ||
        event.altKey ||
        event.shiftKey
      )
        return;
      event.preventDefault();
      open();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

function focusFilter(): boolean {
  const filter = document.querySelector<HTMLInputElement>('[data-filter]');
  filter?.focus();
  filter?.select();
  return filter !== null;
}
