'use client';
import { useTranslations } from 'use-intl';
import type { GcRun } from '#lib/schemas/storage.ts';

/** A run as it goes on. */
export function GcProgress({ run }: { run: GcRun }) {
  const t = useTranslations('storage');
  const { phase, done, total, message } = run;
  const share = total > 0 ? Math.min(100, (done / total) * 100) : null;
  const words = phase ? t(`phases.${phase}`) : t('queued');
  return (
    <div role="status" className="flex max-w-(--container-form) flex-col gap-1.5">
      <p className="flex flex-wrap justify-between gap-x-4">
        <span className="font-medium">{words}</span>
        {share !== null && (
          <span className="text-muted tabular-nums">
            {t('progress', { done: done.toLocaleString('en'), total: total.toLocaleString('en') })}
          </span>
        )}
      </p>
      <div
        role="progressbar"
        aria-label={words}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(share === null ? {} : { 'aria-valuenow': Math.round(share) })}
        className="h-2 overflow-hidden rounded-full bg-hover"
      >
        <div
          className={share === null ? 'h-full w-1/4 animate-pulse bg-chart-1' : 'h-full bg-chart-1'}
          style={share === null ? undefined : { width: `${share}%` }}
        />
      </div>
      <p className="text-table text-muted">
        {message ?? t(phase === 'pinning' || phase === 'collecting' ? 'pushesWait' : 'nobodyWaits')}
      </p>
    </div>
  );
}
