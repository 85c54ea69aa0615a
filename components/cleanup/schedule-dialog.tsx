'use client';
import { useTranslations } from 'use-intl';
import type { SavedRetention } from '#lib/schemas/retention-runs.ts';
import { putRetentionInput } from '#lib/schemas/retention-runs.ts';
import { Button } from '@/components/ui/button';
import { CheckboxField } from '@/components/ui/checkbox';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog';
import { Field, FormError } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { useForm } from '@/components/ui/use-form';
import { saveRetention } from './api';
import type { ScheduleChoice } from './schedules';
import { choiceOf, PRESETS, timeZones } from './schedules';

const CHOICES = ['off', 'nightly', 'weekly', 'monthly', 'custom'] as const;

/** When cleanup runs by itself, and how much a run may delete unasked. */
export function ScheduleDialog({
  project,
  saved,
  open,
  onClose,
  onSaved,
}: {
  project: string;
  saved: SavedRetention;
  open: boolean;
  onClose: () => void;
  onSaved: (saved: SavedRetention) => void;
}) {
  const t = useTranslations('cleanup.schedule');
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || onClose()}
      title={t('title')}
      description={t(saved.state === 'active' ? 'leadActive' : 'leadObserving')}
    >
      <ScheduleForm project={project} saved={saved} onCancel={onClose} onSaved={onSaved} />
    </Dialog>
  );
}

function ScheduleForm({
  project,
  saved,
  onCancel,
  onSaved,
}: {
  project: string;
  saved: SavedRetention;
  onCancel: () => void;
  onSaved: (saved: SavedRetention) => void;
}) {
  const t = useTranslations('cleanup.schedule');
  const ui = useTranslations('ui');
  const { version, policy, state } = saved;
  const form = useForm({
    initial: {
      choice: choiceOf(saved.schedule),
      schedule: saved.schedule ?? PRESETS.nightly,
      timeZone: saved.schedule === null ? ownZone() : saved.timeZone,
      onPush: saved.onPush,
      guardPercent: String(saved.guardPercent),
    },
    schema: putRetentionInput,
    toInput: ({ choice, schedule, timeZone, onPush, guardPercent }) => ({
      version,
      policy,
      state,
      schedule: choice === 'off' ? null : schedule,
      timeZone,
      onPush,
      guardPercent: Number(guardPercent),
    }),
    submit: async (body) => onSaved(await saveRetention(project, body)),
  });
  const { choice } = form.values;
  const choose = (next: ScheduleChoice) => {
    form.set('choice', next);
    if (next !== 'off' && next !== 'custom') form.set('schedule', PRESETS[next]);
  };
  return (
    <DialogBody>
      <form {...form.formProps} className="flex flex-col gap-4">
        <FormError>{form.error}</FormError>
        <Field label={t('when')}>
          {(control) => (
            <Select
              control={control}
              size="field"
              value={choice}
              onChange={choose}
              options={CHOICES.map((value) => ({ value, label: t(`choices.${value}`) }))}
            />
          )}
        </Field>
        {choice === 'custom' && (
          <Field label={t('cron')} help={t('cronHelp')} error={form.errorOf('schedule')}>
            {(control) => (
              <Input
                {...control}
                {...form.text('schedule')}
                spellCheck={false}
                autoComplete="off"
                className="font-mono"
              />
            )}
          </Field>
        )}
        {choice !== 'off' && (
          <Field label={t('timeZone')} error={form.errorOf('timeZone')}>
            {(control) => (
              <Select
                control={control}
                size="field"
                value={form.values.timeZone}
                onChange={(zone) => form.set('timeZone', zone)}
                options={timeZones(form.values.timeZone).map((value) => ({ value, label: value }))}
              />
            )}
          </Field>
        )}
        <CheckboxField
          id="on-push"
          label={t('onPush')}
          help={t('onPushHelp')}
          checked={form.values.onPush}
          onCheckedChange={(checked) => form.set('onPush', checked === true)}
        />
        <Field label={t('guard')} help={t('guardHelp')} error={form.errorOf('guardPercent')}>
          {(control) => <Input {...control} {...form.text('guardPercent')} type="number" min={1} max={100} />}
        </Field>
        <DialogActions>
          <Button onClick={onCancel}>{ui('cancel')}</Button>
          <Button type="submit" variant="primary" busy={form.busy}>
            {t('submit')}
          </Button>
        </DialogActions>
      </form>
    </DialogBody>
  );
}

/** The reader's own: what they call night is what they mean. */
function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}
