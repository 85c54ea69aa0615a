'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { Robot } from '#lib/schemas/robots.ts';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { toast } from '@/components/ui/toast-store';
import { deleteRobot, robotsQuery, updateRobot } from './queries';

export type RobotChange = 'disable' | 'enable' | 'delete';

/** Asks before a robot is let in or out, or goes for good. */
export function ChangeRobotDialog({
  robot,
  change,
  onClose,
}: {
  robot: Robot | null;
  change: RobotChange;
  onClose: () => void;
}) {
  const t = useTranslations('robots');
  const client = useQueryClient();
  const name = robot?.name ?? '';
  const run = useMutation({
    mutationFn: async () => {
      if (!robot) return;
      await (change === 'delete'
        ? deleteRobot(robot)
        : updateRobot(robot, { disabled: change === 'disable' }));
    },
    onSuccess: () => toast({ title: t(`${change}.done`, { name }) }),
    onError: (error) => toast({ tone: 'danger', title: error.message }),
    onSettled: async () => {
      onClose();
      if (robot) await client.invalidateQueries(robotsQuery(robot.project));
    },
  });
  const shown = robot ? change : 'disable';
  return (
    <ConfirmDialog
      open={robot !== null}
      onOpenChange={onClose}
      title={t(`${shown}.title`, { name })}
      confirmLabel={t(`${shown}.submit`)}
      destructive={shown !== 'enable'}
      busy={run.isPending}
      onConfirm={() => run.mutate()}
    >
      <p>{t(`${shown}.text`)}</p>
    </ConfirmDialog>
  );
}
