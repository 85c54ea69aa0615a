'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ScanSearch, Sparkles } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { GcState, SystemStorage } from '#lib/schemas/storage.ts';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { ErrorState } from '@/components/ui/faces';
import { formatBytes } from '#lib/oci/format-bytes.ts';
import { SkeletonRows } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast-store';
import { GcElsewhere } from './gc-elsewhere';
import { GcHistory } from './gc-history';
import { GcProgress } from './gc-progress';
import { GcScheduleSelect } from './gc-schedule';
import { gcQuery, requestGc, runUnderWay, STORAGE } from './queries';

/** Garbage collection: run it, watch it, and what came of it. */
export function GcCard({ storage }: { storage: SystemStorage }) {
  const t = useTranslations('storage');
  const ui = useTranslations('ui');
  const { data, error, refetch } = useQuery(gcQuery);
  return (
    <Card title={t('gc')} flush>
      {data ? (
        data.available || runUnderWay(data) ? (
          <Here gc={data} storage={storage} />
        ) : (
          <GcElsewhere gc={data} reclaimable={storage.reclaimable} />
        )
      ) : error ? (
        <ErrorState title={t('gcFailed')} error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonRows rows={3} label={ui('loading')} />
      )}
      {data && <GcHistory runs={data.runs} />}
    </Card>
  );
}

function Here({ gc, storage }: { gc: GcState; storage: SystemStorage }) {
  const t = useTranslations('storage');
  const client = useQueryClient();
  const running = runUnderWay(gc);
  const start = useMutation({
    mutationFn: requestGc,
    onError: (error) => toast({ tone: 'danger', title: t('startFailed'), detail: error.message }),
    onSettled: () => client.invalidateQueries({ queryKey: STORAGE }),
  });
  const { surveyed, reclaimable } = storage;
  const { bytes } = surveyed ?? reclaimable;
  return (
    <div className="flex flex-col gap-4 px-4 py-4">
      <p className="max-w-(--container-form) text-text-2">{t('gcLead', { size: formatBytes(bytes) })}</p>
      {running ? (
        <GcProgress run={running} />
      ) : (
        <div className="flex flex-wrap items-center gap-2">
          <Button
            variant="primary"
            busy={start.isPending}
            icon={<Sparkles aria-hidden size={16} />}
            onClick={() => start.mutate({})}
          >
            {t('run')}
          </Button>
          <Button
            busy={start.isPending}
            icon={<ScanSearch aria-hidden size={16} />}
            onClick={() => start.mutate({ dryRun: true })}
          >
            {t('dryRun')}
          </Button>
          <GcScheduleSelect schedule={gc.schedule} />
        </div>
      )}
    </div>
  );
}
