'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { DEFAULT_OVERLAP_HOURS, type Robot, type RobotWithSecret } from '#lib/schemas/robots.ts';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog';
import { Field, FormError } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { MadeRobot } from './create-robot-dialog';
import { robotsQuery, rotateRobot } from './queries';

const OVERLAPS = ['0', '1', '24', '72', '168'] as const;
type Overlap = (typeof OVERLAPS)[number];

/** Gives a robot a new secret, and shows it, once; asks for how long the old one goes on. */
export function RotateRobotDialog({ robot, onClose }: { robot: Robot | null; onClose: () => void }) {
  const t = useTranslations('robots.rotate');
  const [made, setMade] = useState<RobotWithSecret | null>(null);
  const close = () => {
    setMade(null);
    onClose();
  };
  return (
    <Dialog
      open={robot !== null}
      onOpenChange={(open) => open || close()}
      title={t(made ? 'made' : 'title', { name: robot?.name ?? '' })}
      className="md:w-[600px]"
    >
      <DialogBody>
        {made ? (
          <MadeRobot robot={made} onClose={close} />
        ) : (
          robot && <RotateForm robot={robot} onCancel={close} onMade={setMade} />
        )}
      </DialogBody>
    </Dialog>
  );
}

function RotateForm({
  robot,
  onCancel,
  onMade,
}: {
  robot: Robot;
  onCancel: () => void;
  onMade: (robot: RobotWithSecret) => void;
}) {
  const t = useTranslations('robots.rotate');
  const ui = useTranslations('ui');
  const client = useQueryClient();
  const [overlap, setOverlap] = useState(String(DEFAULT_OVERLAP_HOURS) as Overlap);
  const rotate = useMutation({
    mutationFn: () => rotateRobot(robot, { overlapHours: Number(overlap) }),
    onSuccess: onMade,
    onSettled: () => client.invalidateQueries(robotsQuery(robot.project)),
  });
  return (
    <>
      <FormError>{rotate.error?.message}</FormError>
      <p className="text-text-2">{t('text')}</p>
      <Field label={t('overlap')} help={t(overlap === '0' ? 'overlapHelpNow' : 'overlapHelp')}>
        {(control) => (
          <Select
            control={control}
            label={t('overlap')}
            size="field"
            value={overlap}
            onChange={setOverlap}
            options={OVERLAPS.map((value) => ({ value, label: t(`after.${value}`) }))}
          />
        )}
      </Field>
      <DialogActions>
        <Button autoFocus onClick={onCancel}>
          {ui('cancel')}
        </Button>
        <Button
          variant={overlap === '0' ? 'danger' : 'primary'}
          busy={rotate.isPending}
          onClick={() => rotate.mutate()}
        >
          {t('submit')}
        </Button>
      </DialogActions>
    </>
  );
}
