'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CircleStop, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { RetentionRunDetail } from '#lib/schemas/retention-runs.ts';
import { useLiveQueries } from '@/components/live/use-live-queries';
import { Button, ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { ErrorState } from '@/components/ui/faces';
import { Notice } from '@/components/ui/notice';
import { SkeletonRows } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast-store';
import { stopRun } from './api';
import { CleanupCrumbs } from './cleanup-crumbs';
import { ConfirmRunDialog } from './confirm-run-dialog';
import { DecisionsTable } from './decisions-table';
import { isGoingOn, runQuery, runsQuery } from './queries';
import { RuleSentence } from './rule-sentence';
import { RunFacts } from './run-facts';
import { RunStatusChip } from './run-status';

/** One run: how far it is, what it does, and how it ended. */
export function RunPage({ project, id, canManage }: { project: string; id: string; canManage: boolean }) {
  const t = useTranslations('cleanup.runPage');
  const ui = useTranslations('ui');
  const query = runQuery(project, id);
  const { data, error, refetch } = useQuery(query);
  useLiveQueries([query.queryKey], (event) => event.kind === 'retention' && event.project === project);
  const reason = canManage ? null : t('needs', { project });
  if (!data)
    return error ? (
      <ErrorState title={t('failed')} error={error} onRetry={() => void refetch()} />
    ) : (
      <SkeletonRows label={ui('loading')} />
    );
  return (
    <div className="flex flex-col gap-4">
      <RunHead project={project} run={data} reason={reason} />
      {data.message && (
        <Notice
          tone={data.status === 'stopped' ? 'info' : 'warn'}
          actions={
            data.status === 'guarded' && <ConfirmButton project={project} run={data} reason={reason} />
          }
        >
          {data.message}
        </Notice>
      )}
      <RunFacts run={data} />
      <DecisionsTable project={project} run={data} />
      <RulesOfRun run={data} />
    </div>
  );
}

function RunHead({
  project,
  run,
  reason,
}: {
  project: string;
  run: RetentionRunDetail;
  reason: string | null;
}) {
  const t = useTranslations('cleanup.runPage');
  const runs = useTranslations('cleanup.runs');
  return (
    <CleanupCrumbs
      project={project}
      within={[{ href: `/projects/${project}/cleanup/runs`, label: runs('title') }]}
      title={runs('name', { id: run.id })}
      after={<RunStatusChip run={run} />}
      actions={
        <>
          {run.progress.deleted > 0 && (
            <ButtonLink href={`/projects/${project}/trash`} icon={<Trash2 aria-hidden size={16} />}>
              {t('toTrash')}
            </ButtonLink>
          )}
          {isGoingOn(run) && <StopButton project={project} run={run} reason={reason} />}
        </>
      }
    />
  );
}

function StopButton({
  project,
  run,
  reason,
}: {
  project: string;
  run: RetentionRunDetail;
  reason: string | null;
}) {
  const t = useTranslations('cleanup.runPage');
  const client = useQueryClient();
  const stop = useMutation({
    mutationFn: () => stopRun(project, run.id),
    onSuccess: (next) => client.setQueryData(runQuery(project, run.id).queryKey, next),
    onError: (error) => toast({ tone: 'danger', title: t('stopFailed'), detail: error.message }),
    onSettled: () => client.invalidateQueries({ queryKey: runsQuery(project).queryKey }),
  });
  return (
    <Button
      variant="caution"
      reason={reason ?? (run.stopAsked ? t('stopping') : null)}
      busy={stop.isPending}
      icon={<CircleStop aria-hidden size={16} />}
      onClick={() => stop.mutate()}
    >
      {t('stop')}
    </Button>
  );
}

function ConfirmButton({
  project,
  run,
  reason,
}: {
  project: string;
  run: RetentionRunDetail;
  reason: string | null;
}) {
  const t = useTranslations('cleanup.runPage');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="caution" reason={reason} onClick={() => setOpen(true)}>
        {t('confirm')}
      </Button>
      <ConfirmRunDialog project={project} run={run} open={open} onClose={() => setOpen(false)} />
    </>
  );
}

/** The rules that the run went by, whatever is saved by now. */
function RulesOfRun({ run }: { run: RetentionRunDetail }) {
  const t = useTranslations('cleanup.runPage');
  const { rules } = run.policy;
  if (rules.length === 0) return null;
  return (
    <Card title={run.policyVersion === null ? t('draftRules') : t('rules', { version: run.policyVersion })}>
      <ol className="flex list-decimal flex-col gap-2 pl-5">
        {rules.map((rule) => (
          <li key={rule.id}>
            <RuleSentence rule={rule} problems={[]} onChange={null} />
          </li>
        ))}
      </ol>
    </Card>
  );
}
