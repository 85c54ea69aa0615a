'use client';
import { useTranslations } from 'use-intl';
import type { RetentionRun } from '#lib/schemas/retention-runs.ts';
import { ButtonLink } from '@/components/ui/button';
import { RunProgress, RunStatusChip } from './run-status';

/** The run that goes on at present, with the way to its page. */
export function ActiveRun({ project, run }: { project: string; run: RetentionRun }) {
  const t = useTranslations('cleanup.active');
  const { planned, deleted, kept } = run.progress;
  return (
    <section
      aria-label={t('label')}
      className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md border border-line px-4 py-3"
    >
      <RunStatusChip run={run} />
      <div className="min-w-40 flex-1">
        <RunProgress run={run} label={t('label')} />
      </div>
      <span className="text-table text-muted tabular-nums">
        {t('progress', { done: deleted + kept, all: planned + deleted + kept })}
      </span>
      <ButtonLink href={`/projects/${project}/cleanup/runs/${run.id}`}>{t('open')}</ButtonLink>
    </section>
  );
}
