'use client';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { User } from '#lib/schemas/users.ts';
import { Button } from '@/components/ui/button';
import { CommandLine } from '@/components/ui/copy';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog';
import { FormError } from '@/components/ui/field';
import { RelativeTime } from '@/components/ui/time';
import { makeResetLink } from './api';

/** A link with which a user sets a new password themselves, shown once. */
export function ResetLinkDialog({ user, onClose }: { user: User | null; onClose: () => void }) {
  const t = useTranslations('users.resetLink');
  const name = user?.username ?? '';
  return (
    <Dialog
      open={user !== null}
      onOpenChange={onClose}
      title={t('title', { name })}
      description={t('lead', { name })}
    >
      <DialogBody>{user && <Link key={name} name={name} onClose={onClose} />}</DialogBody>
    </Dialog>
  );
}

function Link({ name, onClose }: { name: string; onClose: () => void }) {
  const t = useTranslations('users.resetLink');
  const ui = useTranslations('ui');
  const make = useMutation({ mutationFn: () => makeResetLink(name) });
  const made = make.data;
  if (made) {
    return (
      <>
        <CommandLine command={made.url} label={t('link')} wrap />
        <p className="text-table text-muted">
          {t.rich('once', { time: () => <RelativeTime at={made.expiresAt} /> })}
        </p>
        <DialogActions>
          <Button variant="primary" onClick={onClose}>
            {t('handedOver')}
          </Button>
        </DialogActions>
      </>
    );
  }
  return (
    <>
      <FormError>{make.error?.message}</FormError>
      <DialogActions>
        <Button onClick={onClose}>{ui('cancel')}</Button>
        <Button variant="primary" busy={make.isPending} onClick={() => make.mutate()}>
          {t('submit')}
        </Button>
      </DialogActions>
    </>
  );
}
