'use client';
import { Ellipsis, Eye, FileInput, History, Trash2, Zap } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { SavedRetention } from '#lib/schemas/retention-runs.ts';
import { Button, ButtonLink, IconButton } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Menu, MenuItem } from '@/components/ui/menu';
import { RelativeTime } from '@/components/ui/time';
import { toast } from '@/components/ui/toast-store';
import { choiceOf } from './schedules';
import type { useSave } from './use-save';

type Save = ReturnType<typeof useSave>;

/** Whether the saved rules delete or observe, when they run, and when they last did. */
export function CleanupStatus({
  project,
  saved,
  dirty,
  reason,
  save,
  onImport,
}: {
  project: string;
  saved: SavedRetention;
  dirty: boolean;
  /** Why nothing may be changed. */
  reason: string | null;
  save: Save;
  onImport: () => void;
}) {
  const t = useTranslations('cleanup.state');
  const state = saved.version === 0 ? 'none' : saved.state;
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
      <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1 text-text-2">
        <Chip
          tone={state === 'active' ? 'ok' : 'plain'}
          icon={state === 'active' ? <Zap aria-hidden size={12} /> : <Eye aria-hidden size={12} />}
        >
          {t(`${state}.name`)}
        </Chip>
        <span>{t(`${state}.text`)}</span>
        {state !== 'none' && (
          <span className="text-muted">
            <ScheduleWords saved={saved} />
          </span>
        )}
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <StateButton saved={saved} dirty={dirty} reason={reason} save={save} />
        <ButtonLink href={`/projects/${project}/cleanup/runs`} icon={<History aria-hidden size={16} />}>
          {t('runs')}
        </ButtonLink>
        <MoreMenu saved={saved} reason={reason} save={save} onImport={onImport} />
      </div>
    </div>
  );
}

function ScheduleWords({ saved }: { saved: SavedRetention }) {
  const t = useTranslations('cleanup.state');
  const { schedule, timeZone, onPush, lastRun } = saved;
  const choice = choiceOf(schedule);
  const parts = [
    choice === 'off'
      ? t('schedules.off')
      : t(`schedules.${choice}`, { cron: schedule ?? '', zone: timeZone }),
    ...(onPush ? [t('onPush')] : []),
  ];
  return (
    <>
      {parts.join(' · ')}
      {lastRun && (
        <>
          {' · '}
          {t.rich('lastRun', { time: () => <RelativeTime at={lastRun.endedAt ?? lastRun.createdAt} /> })}
        </>
      )}
    </>
  );
}

/** From observing to deleting, and back. */
function StateButton({
  saved,
  dirty,
  reason,
  save,
}: {
  saved: SavedRetention;
  dirty: boolean;
  reason: string | null;
  save: Save;
}) {
  const t = useTranslations('cleanup.state');
  const [asking, setAsking] = useState(false);
  if (saved.version === 0) return null;
  if (saved.state === 'active') {
    return (
      <Button
        reason={reason}
        busy={save.put.isPending}
        icon={<Eye aria-hidden size={16} />}
        onClick={() =>
          save.put.mutate({ state: 'observing' }, { onSuccess: () => toast({ title: t('observingNow') }) })
        }
      >
        {t('observe')}
      </Button>
    );
  }
  const early = dirty ? t('saveFirst') : saved.lastRun === null ? t('runFirst') : null;
  return (
    <>
      <Button reason={reason ?? early} icon={<Zap aria-hidden size={16} />} onClick={() => setAsking(true)}>
        {t('activate')}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('activateTitle')}
        confirmLabel={t('activateConfirm')}
        busy={save.activate.isPending}
        onConfirm={() =>
          save.activate.mutate(undefined, {
            onSuccess: () => toast({ title: t('activeNow') }),
            onSettled: () => setAsking(false),
          })
        }
      >
        <p>{t('activateText')}</p>
        {saved.lastRun?.totals && <p>{t('activateLast', { count: saved.lastRun.totals.deleted })}</p>}
        <p>{t('activateGuard', { percent: saved.guardPercent })}</p>
      </ConfirmDialog>
    </>
  );
}

function MoreMenu({
  saved,
  reason,
  save,
  onImport,
}: {
  saved: SavedRetention;
  reason: string | null;
  save: Save;
  onImport: () => void;
}) {
  const t = useTranslations('cleanup.state');
  const [forgetting, setForgetting] = useState(false);
  const nothing = saved.version === 0 ? t('nothingSaved') : null;
  return (
    <>
      <Menu
        trigger={
          <IconButton label={t('more')}>
            <Ellipsis aria-hidden size={16} />
          </IconButton>
        }
      >
        <MenuItem icon={<FileInput aria-hidden size={16} />} reason={reason} onSelect={onImport}>
          {t('import')}
        </MenuItem>
        <MenuItem
          danger
          icon={<Trash2 aria-hidden size={16} />}
          reason={reason ?? nothing}
          onSelect={() => setForgetting(true)}
        >
          {t('forget')}
        </MenuItem>
      </Menu>
      <ConfirmDialog
        open={forgetting}
        onOpenChange={setForgetting}
        title={t('forgetTitle')}
        confirmLabel={t('forgetConfirm')}
        busy={save.forget.isPending}
        onConfirm={() =>
          save.forget.mutate(undefined, {
            onSuccess: () => toast({ title: t('forgotten') }),
            onSettled: () => setForgetting(false),
          })
        }
      >
        <p>{t('forgetText')}</p>
      </ConfirmDialog>
    </>
  );
}
