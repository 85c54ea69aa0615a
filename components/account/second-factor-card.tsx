'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { SecondFactorState } from '#lib/schemas/sign-in.ts';
import { RecoveryCodes } from '@/components/ui/authenticator';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Chip } from '@/components/ui/chip';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog';
import { ErrorState } from '@/components/ui/faces';
import { SkeletonRows } from '@/components/ui/skeleton';
import { RelativeTime } from '@/components/ui/time';
import { toast } from '@/components/ui/toast-store';
import { EnrolSteps } from './enrol-steps';
import { ProveForm } from './prove-form';
import { disableSecondFactor, renewRecoveryCodes, secondFactorQuery, sessionsQuery } from './queries';

type Doing = 'enrol' | 'renew' | 'disable';

/** Fewer than this many recovery codes are worth a warning. */
const FEW_CODES = 3;

export function SecondFactorCard() {
  const t = useTranslations('account.secondFactor');
  const ui = useTranslations('ui');
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(secondFactorQuery);
  const [doing, setDoing] = useState<Doing | null>(null);
  const close = () => {
    setDoing(null);
    void client.invalidateQueries(secondFactorQuery);
    void client.invalidateQueries(sessionsQuery);
  };
  return (
    <Card title={t('title')} end={data?.enabled && <Chip tone="ok">{t('on')}</Chip>}>
      {data ? (
        <State state={data} onDo={setDoing} />
      ) : error ? (
        <ErrorState title={t('failed')} error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonRows rows={2} label={ui('loading')} />
      )}
      <Dialog open={doing === 'enrol'} onOpenChange={close} title={t('enrolTitle')}>
        <DialogBody>
          <EnrolSteps onDone={close} />
        </DialogBody>
      </Dialog>
      <Dialog
        open={doing === 'disable'}
        onOpenChange={close}
        title={t('disableTitle')}
        description={t(data?.required ? 'disableTextRequired' : 'disableText')}
      >
        <DialogBody>
          <ProveForm
            submitLabel={t('disable')}
            destructive
            onCancel={close}
            submit={async (proof) => {
              await disableSecondFactor(proof);
              toast({ title: t('disabled') });
              // Where everyone needs one, this session ends with it.
              if (data?.required) location.assign('/sign-in');
              else close();
            }}
          />
        </DialogBody>
      </Dialog>
      <RenewDialog open={doing === 'renew'} onClose={close} />
    </Card>
  );
}

function State({ state, onDo }: { state: SecondFactorState; onDo: (doing: Doing) => void }) {
  const t = useTranslations('account.secondFactor');
  if (!state.enabled) {
    return (
      <div className="flex flex-col items-start gap-4">
        <p className="text-text-2">{t('lead')}</p>
        <Button
          variant="primary"
          reason={state.available ? null : t('byProvider')}
          onClick={() => onDo('enrol')}
        >
          {t('enrol')}
        </Button>
      </div>
    );
  }
  const { since, recoveryCodesLeft: left } = state;
  return (
    <div className="flex flex-col gap-4">
      <p className="text-text-2">
        {since && t.rich('since', { time: () => <RelativeTime at={since} /> })} {t('tokens')}
      </p>
      <p className={left < FEW_CODES ? 'text-warn' : 'text-text-2'}>{t('codesLeft', { count: left })}</p>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => onDo('renew')}>{t('renew')}</Button>
        <Button variant="caution" onClick={() => onDo('disable')}>
          {t('disable')}
        </Button>
      </div>
    </div>
  );
}

function RenewDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useTranslations('account.secondFactor');
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const close = () => {
    setCodes(null);
    onClose();
  };
  return (
    <Dialog open={open} onOpenChange={close} title={t('renewTitle')} description={t('renewText')}>
      <DialogBody>
        {codes ? (
          <>
            <RecoveryCodes codes={codes} />
            <DialogActions>
              <Button variant="primary" onClick={close}>
                {t('kept')}
              </Button>
            </DialogActions>
          </>
        ) : (
          <ProveForm
            submitLabel={t('renewSubmit')}
            onCancel={close}
            submit={async (proof) => setCodes((await renewRecoveryCodes(proof)).recoveryCodes)}
          />
        )}
      </DialogBody>
    </Dialog>
  );
}
