'use client';
import clsx from 'clsx';
import { useRouter } from 'next/navigation';
import { useCallback, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { RetentionPolicy } from '#lib/schemas/retention.ts';
import type { SavedRetention } from '#lib/schemas/retention-runs.ts';
import { Button } from '@/components/ui/button';
import { EmptyState, ErrorState } from '@/components/ui/faces';
import { Notice } from '@/components/ui/notice';
import { useShortcuts } from '@/components/ui/shortcuts';
import { SkeletonRows } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast-store';
import { useUrlState } from '@/components/ui/use-url-state';
import { ActiveRun } from './active-run';
import { CleanupStatus } from './cleanup-status';
import { ImportDialog } from './import-dialog';
import { PartTabs } from './part-tabs';
import { Pauses } from './pauses';
import { PreviewPanel } from './preview-panel';
import { checkPolicy } from './problems';
import { RuleStack } from './rule-stack';
import { RunDialog } from './run-dialog';
import { SaveBar } from './save-bar';
import { ScheduleDialog } from './schedule-dialog';
import { partOf } from './url-state';
import { useDraft } from './use-draft';
import type { Preview } from './use-preview';
import { usePreview } from './use-preview';
import { useSave } from './use-save';

type Opened = 'run' | 'schedule' | 'import' | null;

/** Rules on one side, on the other what they would do; between them a draft that only saving makes real. */
export function CleanupEditor({
  project,
  saved,
  onSaved,
}: {
  project: string;
  saved: SavedRetention;
  onSaved: (saved: SavedRetention) => void;
}) {
  const t = useTranslations('cleanup');
  const router = useRouter();
  const { get, change } = useUrlState();
  const part = partOf(get('part'));
  const draft = useDraft(project, saved);
  const policy = draft.policy ?? saved.policy;
  const checked = useMemo(() => checkPolicy(policy), [policy]);
  const canManage = saved.abilities.manage ?? false;
  const reason = canManage ? null : t('needs', { project });
  const state = usePreview(project, canManage ? checked.valid : null, saved.guardPercent);
  const save = useSave(project, saved);
  const [opened, setOpened] = useState<Opened>(null);
  const [flash, setFlash] = useState(NO_FLASH);
  const onFlash = useCallback(
    (rule: string) => {
      change({ part: null });
      setFlash(({ count }) => ({ rule, count: count + 1 }));
    },
    [change],
  );
  useShortcuts([
    { keys: 'g r', label: t('keys.runs'), run: () => router.push(`/projects/${project}/cleanup/runs`) },
  ]);
  const put = (state: SavedRetention['state']) =>
    save.put.mutate(
      { policy, state },
      {
        onSuccess: () => {
          draft.drop();
          toast({ title: t(state === 'active' ? 'save.savedActive' : 'save.savedObserving') });
        },
      },
    );
  const wrong = checked.valid === null ? t('save.wrong') : null;
  const unchanged = draft.dirty || saved.version === 0 ? null : t('save.unchanged');
  const later = draft.outdated ? t('save.outdated') : null;
  return (
    <div className="flex flex-col gap-4">
      <CleanupStatus
        project={project}
        saved={saved}
        dirty={draft.dirty}
        reason={reason}
        save={save}
        onImport={() => setOpened('import')}
      />
      <Pauses pauses={saved.pauses} />
      {saved.activeRun && <ActiveRun project={project} run={saved.activeRun} />}
      {draft.outdated && (
        <Notice
          actions={
            <>
              <Button onClick={draft.drop}>{t('outdated.theirs')}</Button>
              <Button onClick={draft.rebase}>{t('outdated.mine')}</Button>
            </>
          }
        >
          {t('outdated.text', { name: saved.updatedBy ?? t('outdated.somebody') })}
        </Notice>
      )}
      <PartTabs
        part={part}
        rules={policy.rules.length}
        state={state}
        onOpen={(next) => change({ part: next })}
      />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]">
        <section
          aria-label={t('rule.list')}
          className={clsx(
            'min-w-0 lg:sticky lg:top-16 lg:-m-1 lg:max-h-[calc(100dvh-9rem)] lg:overflow-y-auto lg:p-1',
            part === 'preview' && 'max-lg:hidden',
          )}
        >
          <RuleStack
            policy={policy}
            checked={checked}
            counts={state.preview?.rules ?? []}
            stale={state.stale}
            flash={part === 'rules' ? flash : NO_FLASH}
            reason={reason}
            onChange={draft.change}
            onShow={(rule) => change({ rule, outcome: null, part: 'preview' }, 'push')}
          />
        </section>
        <section
          aria-label={t('preview.title')}
          className={clsx('min-w-0', part === 'rules' && 'max-lg:hidden')}
        >
          <PreviewPart
            project={project}
            policy={policy}
            state={state}
            reason={reason}
            onChange={draft.change}
            onFlash={onFlash}
          />
        </section>
      </div>
      <SaveBar
        save={{
          reason: reason ?? later ?? wrong ?? unchanged,
          busy: save.put.isPending,
          run: () => put('observing'),
        }}
        saveActive={
          saved.state === 'active' && draft.dirty && !wrong && !later && !reason
            ? { busy: save.put.isPending, run: () => put('active') }
            : null
        }
        discard={draft.dirty ? draft.drop : null}
        run={{ reason: reason ?? whyNoRun(state, saved, wrong, t), run: () => setOpened('run') }}
        schedule={{
          reason: reason ?? whyNoSchedule(saved, draft.dirty, t),
          run: () => setOpened('schedule'),
        }}
      />
      {state.preview && (
        <RunDialog
          project={project}
          preview={state.preview}
          open={opened === 'run'}
          onOpenChange={(open) => setOpened(open ? 'run' : null)}
        />
      )}
      <ScheduleDialog
        key={saved.version}
        project={project}
        saved={saved}
        open={opened === 'schedule'}
        onClose={() => setOpened(null)}
        onSaved={(next) => {
          setOpened(null);
          onSaved(next);
          toast({ title: t('schedule.saved') });
        }}
      />
      <ImportDialog
        project={project}
        open={opened === 'import'}
        onClose={() => setOpened(null)}
        onUse={(imported) => {
          setOpened(null);
          draft.change(imported);
        }}
      />
    </div>
  );
}

const NO_FLASH = { rule: '', count: 0 };

type Texts = ReturnType<typeof useTranslations<'cleanup'>>;

function whyNoRun(
  { preview, stale }: Preview,
  { pauses, activeRun }: SavedRetention,
  wrong: string | null,
  t: Texts,
): string | null {
  const paused = pauses.find(({ blocks }) => blocks === 'every');
  if (paused) return paused.message;
  if (activeRun) return t('run.underWay');
  if (wrong) return wrong;
  if (!preview || stale) return t('run.notYet');
  const anything = preview.totals.deleted > 0 || preview.totals.manifestsDeleted > 0;
  return anything ? null : t('run.nothing');
}

function whyNoSchedule({ version, lastRun }: SavedRetention, dirty: boolean, t: Texts): string | null {
  if (version === 0 || dirty) return t('state.saveFirst');
  return lastRun === null ? t('state.runFirst') : null;
}

function PreviewPart({
  project,
  policy,
  state,
  reason,
  onChange,
  onFlash,
}: {
  project: string;
  policy: RetentionPolicy;
  state: Preview;
  reason: string | null;
  onChange: (policy: RetentionPolicy) => void;
  onFlash: (rule: string) => void;
}) {
  const t = useTranslations('cleanup.preview');
  const ui = useTranslations('ui');
  if (reason) return <EmptyState title={t('notYours')}>{reason}</EmptyState>;
  if (state.error) return <ErrorState title={t('failed')} error={state.error} onRetry={state.retry} />;
  if (!state.preview) return <SkeletonRows label={ui('loading')} />;
  return (
    <PreviewPanel
      project={project}
      policy={policy}
      preview={state.preview}
      state={state}
      reason={reason}
      onChange={onChange}
      onFlash={onFlash}
    />
  );
}
