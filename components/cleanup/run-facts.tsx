'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { RetentionRunDetail } from '#lib/schemas/retention-runs.ts';
import { Bytes } from '@/components/ui/bytes';
import { RelativeTime } from '@/components/ui/time';
import { isGoingOn } from './queries';
import { RunProgress } from './run-status';

/** The figures of a run, and while it goes on how far it is. */
export function RunFacts({ run }: { run: RetentionRunDetail }) {
  const t = useTranslations('cleanup.runPage');
  const runs = useTranslations('cleanup.runs');
  const { progress, totals, trigger, actor, startedAt, endedAt } = run;
  const { planned, deleted, kept } = progress;
  const all = planned + deleted + kept;
  return (
    <section aria-label={t('facts')} className="flex flex-col gap-4 rounded-md border border-line p-4">
      {isGoingOn(run) && (
        <div className="flex flex-col gap-2">
          <RunProgress run={run} label={t('progressLabel')} />
          <p role="status" className="text-table text-muted tabular-nums">
            {totals ? t('progress', { done: deleted + kept, all }) : t('planning')}
          </p>
        </div>
      )}
      <dl className="grid grid-cols-2 gap-4 md:grid-cols-3 lg:grid-cols-6">
        <Fact label={t('started')}>
          {startedAt ? <RelativeTime at={startedAt} /> : <span className="text-muted">{t('notYet')}</span>}
        </Fact>
        <Fact label={t('ended')}>
          {endedAt ? <RelativeTime at={endedAt} /> : <span className="text-muted">{t('notYet')}</span>}
        </Fact>
        <Fact label={t('by')}>{trigger === 'manual' && actor ? actor : runs(`triggers.${trigger}`)}</Fact>
        <Fact label={run.observing ? t('wouldDelete') : t('planned')}>{all.toLocaleString('en')}</Fact>
        <Fact label={t('deleted')}>
          {deleted.toLocaleString('en')}
          {kept > 0 && <span className="text-muted"> · {t('kept', { count: kept })}</span>}
        </Fact>
        <Fact label={t('frees')}>{totals ? <Bytes value={totals.freedBytes} /> : '–'}</Fact>
      </dl>
    </section>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-table text-muted">{label}</dt>
      <dd className="font-medium break-words tabular-nums">{children}</dd>
    </div>
  );
}
