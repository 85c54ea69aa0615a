'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { RetentionRunDetail } from '#lib/schemas/retention-runs.ts';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog';
import { FormError } from '@/components/ui/field';
import { confirmRun } from './api';
import { GuardFields, useGuard } from './guard-fields';
import { runQuery } from './queries';

/** Lets a run through that its guard has stopped. */
export function ConfirmRunDialog({
  project,
  run,
  open,
  onClose,
}: {
  project: string;
  run: RetentionRunDetail;
  open: boolean;
  onClose: () => void;
}) {
  const t = useTranslations('cleanup.guard');
  return (
    <Dialog open={open} onOpenChange={(next) => next || onClose()} title={t('title')}>
      <ConfirmForm project={project} run={run} onClose={onClose} />
    </Dialog>
  );
}

function ConfirmForm({
  project,
  run,
  onClose,
}: {
  project: string;
  run: RetentionRunDetail;
  onClose: () => void;
}) {
  const t = useTranslations('cleanup.guard');
  const ui = useTranslations('ui');
  const client = useQueryClient();
  const guard = useGuard(project, run.guarded);
  const confirm = useMutation({
    mutationFn: () =>
      confirmRun(
        project,
        run.id,
        run.guarded.map(({ repository }) => repository),
      ),
    onSuccess: (next) => {
      client.setQueryData(runQuery(project, run.id).queryKey, next);
      onClose();
    },
  });
  return (
    <DialogBody>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (guard.passed && !confirm.isPending) confirm.mutate();
        }}
      >
        <FormError>{confirm.error?.message}</FormError>
        <GuardFields project={project} guarded={run.guarded} guard={guard} />
        <p className="text-text-2">{t('trash')}</p>
        <DialogActions>
          <Button autoFocus onClick={onClose}>
            {ui('cancel')}
          </Button>
          <Button type="submit" variant="danger" busy={confirm.isPending} disabled={!guard.passed}>
            {t('submit')}
          </Button>
        </DialogActions>
      </form>
    </DialogBody>
  );
}
