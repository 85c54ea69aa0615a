'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import { updateRobotInput, type Robot } from '#lib/schemas/robots.ts';
import { Button } from '@/components/ui/button';
import { CheckboxField } from '@/components/ui/checkbox';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog';
import { expiresAt, ExpiryField, type Expiry } from '@/components/ui/expiry-field';
import { Field, FormError } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast-store';
import { useForm } from '@/components/ui/use-form';
import { robotsQuery, updateRobot } from './queries';
import { GrantFields } from './robot-fields';

/** Changes what a robot may do and when it ends; its secret stays. */
export function EditRobotDialog({ robot, onClose }: { robot: Robot | null; onClose: () => void }) {
  const t = useTranslations('robots');
  return (
    <Dialog
      open={robot !== null}
      onOpenChange={(open) => open || onClose()}
      title={t('edit.title', { name: robot?.name ?? '' })}
      className="md:w-[600px]"
    >
      <DialogBody>{robot && <EditRobotForm robot={robot} onDone={onClose} />}</DialogBody>
    </Dialog>
  );
}

function EditRobotForm({ robot, onDone }: { robot: Robot; onDone: () => void }) {
  const t = useTranslations('robots.form');
  const ui = useTranslations('ui');
  const id = useId();
  const form = useEditForm(robot, onDone);
  const { values, set } = form;
  const system = robot.project === null;
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <FormError>{form.error}</FormError>
      <Field label={t('description')} error={form.errorOf('description')}>
        {(control) => <Input {...control} {...form.text('description')} autoComplete="off" />}
      </Field>
      <GrantFields
        grants={values.grants}
        system={system}
        error={form.errorOf('grants')}
        onChange={(grants) => set('grants', grants)}
      />
      <CheckboxField
        id={`${id}-admin`}
        label={t('admin')}
        help={t(system ? 'adminHelpSystem' : 'adminHelp')}
        checked={values.admin}
        onCheckedChange={(checked) => set('admin', checked === true)}
      />
      <ExpiryField
        label={t('expiresAt')}
        value={values.expiresAt}
        error={form.errorOf('expiresAt')}
        onChange={(next) => set('expiresAt', next)}
      />
      <DialogActions>
        <Button onClick={onDone}>{ui('cancel')}</Button>
        <Button type="submit" variant="primary" busy={form.busy}>
          {ui('save')}
        </Button>
      </DialogActions>
    </form>
  );
}

function useEditForm(robot: Robot, onDone: () => void) {
  const t = useTranslations('robots');
  const client = useQueryClient();
  const { description, grants, admin } = robot;
  const before = expiryOf(robot);
  return useForm({
    initial: { description, grants, admin, expiresAt: before },
    schema: updateRobotInput,
    // An end that nobody touched stays to the second, and may be over already.
    toInput: ({ expiresAt: expiry, ...rest }) =>
      expiry === before ? rest : { ...rest, expiresAt: expiresAt(expiry) },
    submit: async (body) => {
      await updateRobot(robot, body);
      toast({ title: t('edit.done', { name: robot.name }) });
      onDone();
      await client.invalidateQueries(robotsQuery(robot.project));
    },
  });
}

function expiryOf({ expiresAt: at }: Robot): Expiry {
  return at === null ? { after: 'never', date: '' } : { after: 'date', date: at.slice(0, 10) };
}
