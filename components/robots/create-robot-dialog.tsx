'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { createRobotInput, type RobotGrantInput, type RobotWithSecret } from '#lib/schemas/robots.ts';
import { useViewer } from '@/components/api/viewer';
import { Button } from '@/components/ui/button';
import { CheckboxField } from '@/components/ui/checkbox';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog';
import { expiresAt, ExpiryField, USUAL_EXPIRY } from '@/components/ui/expiry-field';
import { Field, FormError } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { SecretOnce } from '@/components/ui/secret-once';
import { useForm } from '@/components/ui/use-form';
import { createRobot, robotsQuery, type Home } from './queries';
import { GrantFields } from './robot-fields';

/** Makes a robot, and shows its secret, once. */
export function CreateRobotDialog({
  home,
  open,
  onClose,
}: {
  home: Home;
  open: boolean;
  onClose: () => void;
}) {
  const t = useTranslations('robots.form');
  const [made, setMade] = useState<RobotWithSecret | null>(null);
  const close = () => {
    setMade(null);
    onClose();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || close()}
      title={made ? t('made', { name: made.name }) : t('title')}
      className="md:w-[600px]"
    >
      <DialogBody>
        {made ? (
          <MadeRobot robot={made} onClose={close} />
        ) : (
          <CreateRobotForm home={home} onCancel={close} onMade={setMade} />
        )}
      </DialogBody>
    </Dialog>
  );
}

/** A robot's secret, to be copied. */
export function MadeRobot({ robot, onClose }: { robot: RobotWithSecret; onClose: () => void }) {
  const t = useTranslations('robots.form');
  const { registryHost } = useViewer();
  return (
    <>
      {robot.secret === null ? (
        <p className="text-text-2">{t('madeKeyless')}</p>
      ) : (
        <SecretOnce host={registryHost} username={robot.name} secret={robot.secret} />
      )}
      <DialogActions>
        <Button variant="primary" onClick={onClose}>
          {t('done')}
        </Button>
      </DialogActions>
    </>
  );
}

const BLANK = {
  name: '',
  description: '',
  admin: false,
  secret: true,
  expiresAt: USUAL_EXPIRY,
};

function CreateRobotForm({
  home,
  onCancel,
  onMade,
}: {
  home: Home;
  onCancel: () => void;
  onMade: (robot: RobotWithSecret) => void;
}) {
  const t = useTranslations('robots.form');
  const ui = useTranslations('ui');
  const id = useId();
  const form = useRobotForm(home, onMade);
  const { values, set } = form;
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <FormError>{form.error}</FormError>
      <Field
        label={t('name')}
        error={form.errorOf('name')}
        help={t('nameHelp', { name: `${home ?? 'system'}+${values.name || t('namePlaceholder')}` })}
      >
        {(control) => (
          <Input
            {...control}
            {...form.text('name')}
            autoFocus
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
      </Field>
      <Field label={t('description')} error={form.errorOf('description')}>
        {(control) => <Input {...control} {...form.text('description')} autoComplete="off" />}
      </Field>
      <GrantFields
        grants={values.grants}
        system={home === null}
        error={form.errorOf('grants')}
        onChange={(grants) => set('grants', grants)}
      />
      <CheckboxField
        id={`${id}-admin`}
        label={t('admin')}
        help={t(home === null ? 'adminHelpSystem' : 'adminHelp')}
        checked={values.admin}
        onCheckedChange={(checked) => set('admin', checked === true)}
      />
      <CheckboxField
        id={`${id}-secret`}
        label={t('keyless')}
        help={t('keylessHelp')}
        checked={!values.secret}
        onCheckedChange={(checked) => set('secret', checked !== true)}
      />
      <ExpiryField
        label={t('expiresAt')}
        value={values.expiresAt}
        error={form.errorOf('expiresAt')}
        onChange={(next) => set('expiresAt', next)}
      />
      <DialogActions>
        <Button onClick={onCancel}>{ui('cancel')}</Button>
        <Button type="submit" variant="primary" busy={form.busy}>
          {t('submit')}
        </Button>
      </DialogActions>
    </form>
  );
}

function useRobotForm(home: Home, onMade: (robot: RobotWithSecret) => void) {
  const client = useQueryClient();
  const grants: RobotGrantInput[] = [{ repositories: '**', scopes: ['read'] }];
  return useForm({
    initial: { ...BLANK, grants },
    schema: createRobotInput,
    toInput: ({ expiresAt: expiry, ...rest }) => ({ ...rest, expiresAt: expiresAt(expiry) }),
    submit: async (body) => {
      onMade(await createRobot(home, body));
      await client.invalidateQueries(robotsQuery(home));
    },
  });
}
