'use client';
import { CircleAlert, CircleCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { GcRun } from '#lib/schemas/storage.ts';
import { ButtonLink } from '@/components/ui/button';
import { formatBytes } from '#lib/oci/format-bytes.ts';
import { GcProgress } from './gc-progress';
import type { FreeingState } from './use-freeing';

/** How the freeing goes, and in the end the bytes. */
export function FreeingResult({ state, run }: { state: FreeingState; run: GcRun | undefined }) {
  const t = useTranslations('storage');
  if (state.kind === 'idle') return null;
  if (state.kind === 'failed') return <Failed title={t('guide.deleteFailed')}>{state.error.message}</Failed>;
  if (state.kind === 'deleting' || !run) return <p role="status">{t('guide.deleting')}…</p>;
  if (run.status === 'failed') return <Failed title={t('guide.notDone')}>{run.message}</Failed>;
  if (run.status !== 'done') return <GcProgress run={run} />;
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-x-4 gap-y-3 rounded-md bg-ok-soft px-4 py-4 text-text"
    >
      <CircleCheck aria-hidden size={24} className="shrink-0 text-ok" />
      <div className="min-w-0 flex-1">
        <p className="text-section">{t('guide.done', { size: formatBytes(run.bytes ?? 0) })}</p>
        <p className="text-text-2">
          {t('guide.doneText', {
            before: formatBytes(run.bytesBefore ?? 0),
            after: formatBytes(run.bytesAfter ?? 0),
          })}
        </p>
      </div>
      <ButtonLink href="/admin/storage">{t('guide.back')}</ButtonLink>
    </div>
  );
}

function Failed({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div role="alert" className="flex items-start gap-3 rounded-md bg-danger-soft px-4 py-3 text-text">
      <CircleAlert aria-hidden size={16} className="mt-0.5 shrink-0 text-danger" />
      <div>
        <p className="font-medium">{title}</p>
        <p className="text-text-2">{children}</p>
      </div>
    </div>
  );
}
