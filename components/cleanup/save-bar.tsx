'use client';
import { CalendarClock, Play } from 'lucide-react';
import { useEffect, useEffectEvent } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/ui/button';
import { useShortcuts } from '@/components/ui/shortcuts';

/** Reasons why each can't be done now; null: it can. */
type SaveBarProps = {
  save: { reason: string | null; busy: boolean; run: () => void };
  /** Of rules that are active: keeps them so. */
  saveActive: { busy: boolean; run: () => void } | null;
  discard: (() => void) | null;
  run: { reason: string | null; run: () => void };
  schedule: { reason: string | null; run: () => void };
};

/** What one does with the rules as they stand; always in sight. */
export function SaveBar({ save, saveActive, discard, run, schedule }: SaveBarProps) {
  const t = useTranslations('cleanup.save');
  useSaveKey(() => save.reason === null && !save.busy && save.run());
  // Listed among the keys; it works while one types, too.
  useShortcuts([{ keys: '⌘Enter Ctrl+Enter', label: t('key'), run: () => {} }]);
  return (
    <div className="sticky bottom-0 z-10 -mx-4 flex flex-wrap items-center gap-2 border-t border-line bg-bg px-4 py-3 max-md:bottom-14 md:-mx-6 md:px-6">
      <Button variant="primary" reason={save.reason} busy={save.busy} onClick={save.run}>
        <span className="max-md:hidden">{t('observing')}</span>
        <span className="md:hidden">{t('short')}</span>
      </Button>
      {saveActive && (
        <Button busy={saveActive.busy} onClick={saveActive.run}>
          {t('active')}
        </Button>
      )}
      {discard && (
        <Button variant="ghost" onClick={discard}>
          {t('discard')}
        </Button>
      )}
      <span className="ml-auto flex gap-2">
        <Button reason={run.reason} icon={<Play aria-hidden size={16} />} onClick={run.run}>
          {t('run')}
        </Button>
        <Button
          reason={schedule.reason}
          icon={<CalendarClock aria-hidden size={16} className="max-md:hidden" />}
          onClick={schedule.run}
        >
          {t('schedule')}
        </Button>
      </span>
    </div>
  );
}

function useSaveKey(save: () => void): void {
  const act = useEffectEvent(save);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
