'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'use-intl';
import type { PreviewResult } from '#lib/schemas/retention-runs.ts';
import { ApiError } from '@/components/api/api-error';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog';
import { FormError } from '@/components/ui/field';
import { formatBytes } from '#lib/oci/format-bytes.ts';
import { startRun } from './api';
import { GuardFields, useGuard } from './guard-fields';
import { cleanupKey } from './queries';

/** Runs exactly what the preview shows: its plan, as it was counted. */
export function RunDialog({
  project,
  preview,
  open,
  onOpenChange,
}: {
  project: string;
  preview: PreviewResult;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const t = useTranslations('cleanup.run');
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('title', { count: preview.totals.deleted })}>
      <RunForm
        key={preview.planId}
        project={project}
        preview={preview}
        onCancel={() => onOpenChange(false)}
      />
    </Dialog>
  );
}

function RunForm({
  project,
  preview,
  onCancel,
}: {
  project: string;
  preview: PreviewResult;
  onCancel: () => void;
}) {
  const t = useTranslations('cleanup.run');
  const ui = useTranslations('ui');
  const router = useRouter();
  const client = useQueryClient();
  const { totals, guarded, planId } = preview;
  const guard = useGuard(project, guarded);
  const run = useMutation({
    mutationFn: (observe: boolean) =>
      startRun(project, {
        planId,
        observe,
        confirm: observe ? [] : guarded.map(({ repository }) => repository),
      }),
    onSuccess: (started) => {
      client.setQueryData([...cleanupKey(project), 'run', started.id], started);
      void client.invalidateQueries({ queryKey: [...cleanupKey(project), 'saved'] });
      router.push(`/projects/${project}/cleanup/runs/${started.id}`);
    },
    // A plan that is over: the preview behind the dialog is made anew, and the dialog with it.
    onError: (error) =>
      error instanceof ApiError &&
      error.code === 'NOT_FOUND' &&
      void client.invalidateQueries({ queryKey: [...cleanupKey(project), 'preview'] }),
  });
  return (
    <DialogBody>
      <FormError>{run.error?.message}</FormError>
      <div className="flex flex-col gap-3 text-text-2">
        <p>
          {t('counts', {
            removed: totals.deleted,
            tags: totals.tags,
            bytes: formatBytes(totals.freedBytes),
            repositories: preview.repositories.filter(({ deleted }) => deleted > 0).length,
          })}
        </p>
        <p>{t('trash')}</p>
      </div>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (guard.passed && !run.isPending) run.mutate(false);
        }}
      >
        {guarded.length > 0 && <GuardFields project={project} guarded={guarded} guard={guard} />}
        <DialogActions>
          <Button autoFocus variant="ghost" onClick={onCancel}>
            {ui('cancel')}
          </Button>
          <Button busy={run.isPending && run.variables} onClick={() => run.mutate(true)}>
            {t('observe')}
          </Button>
          <Button
            type="submit"
            variant="danger"
            busy={run.isPending && !run.variables}
            disabled={!guard.passed}
          >
            {t('submit', { count: totals.deleted })}
          </Button>
        </DialogActions>
      </form>
    </DialogBody>
  );
}
