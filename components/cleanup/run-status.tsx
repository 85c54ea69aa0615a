'use client';
import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleStop,
  Clock,
  Eye,
  LoaderCircle,
  ShieldAlert,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { RetentionRun } from '#lib/schemas/retention-runs.ts';
import { Chip } from '@/components/ui/chip';
import type { Tone } from '@/components/ui/chip';

const LOOKS: Record<RetentionRun['status'], { tone: Tone; icon: LucideIcon }> = {
  queued: { tone: 'plain', icon: Clock },
  running: { tone: 'accent', icon: LoaderCircle },
  guarded: { tone: 'warn', icon: ShieldAlert },
  blocked: { tone: 'warn', icon: Ban },
  done: { tone: 'ok', icon: CircleCheck },
  stopped: { tone: 'plain', icon: CircleStop },
  failed: { tone: 'danger', icon: CircleAlert },
};

export function RunStatusChip({ run }: { run: Pick<RetentionRun, 'status' | 'observing' | 'stopAsked'> }) {
  const t = useTranslations('cleanup.status');
  const { tone, icon: Icon } = LOOKS[run.status];
  const stopping = run.status === 'running' && run.stopAsked;
  return (
    <span className="inline-flex flex-wrap gap-1">
      <Chip
        tone={tone}
        icon={
          <Icon aria-hidden size={12} className={run.status === 'running' ? 'animate-spin' : undefined} />
        }
      >
        {stopping ? t('stopping') : t(run.status)}
      </Chip>
      {run.observing && <Chip icon={<Eye aria-hidden size={12} />}>{t('observed')}</Chip>}
    </span>
  );
}

/** How far a run has come: a bar that says its figures too. */
export function RunProgress({ run, label }: { run: Pick<RetentionRun, 'progress'>; label: string }) {
  const { planned, deleted, kept } = run.progress;
  const done = deleted + kept;
  const all = Math.max(done + planned, 1);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={all}
      aria-valuenow={done}
      className="h-2 overflow-hidden rounded-full bg-hover"
    >
      <div className="h-full rounded-full bg-accent" style={{ width: `${(done / all) * 100}%` }} />
    </div>
  );
}
