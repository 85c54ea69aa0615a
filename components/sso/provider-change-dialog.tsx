'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { useTranslations } from 'use-intl';
import type { SignInProvider } from '#lib/schemas/sign-in-providers.ts';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { toast } from '@/components/ui/toast-store';
import { deleteProvider, providersQuery, updateProvider } from './queries';

export type ProviderChange = 'on' | 'off' | 'remove';

/** Asks before it keeps people out; switching on again is done at once. */
export function ProviderChangeDialog({
  changing,
  onClose,
}: {
  changing: { provider: SignInProvider; change: ProviderChange } | null;
  onClose: () => void;
}) {
  const t = useTranslations('sso');
  const client = useQueryClient();
  const key = changing?.provider.key ?? '';
  const name = changing?.provider.config.name ?? '';
  const change = changing?.change ?? 'off';
  const update = useMutation({
    mutationFn: async () => {
      if (change === 'remove') await deleteProvider(key);
      else await updateProvider(key, { enabled: change === 'on' });
    },
    onSuccess: () => toast({ title: t(change === 'remove' ? 'removed' : 'changed', { name }) }),
    onError: (error) => toast({ tone: 'danger', title: t('changeFailed', { name }), detail: error.message }),
    onSettled: () => {
      onClose();
      return client.invalidateQueries(providersQuery);
    },
  });
  const switchOnNow = useEffectEvent(() => update.mutate());
  useEffect(() => {
    if (changing?.change === 'on') switchOnNow();
  }, [changing]);
  const asks = change === 'remove' ? 'remove' : 'off';
  return (
    <ConfirmDialog
      open={changing !== null && change !== 'on'}
      onOpenChange={onClose}
      title={t(`${asks}_title`, { name })}
      confirmLabel={t(`${asks}_submit`)}
      busy={update.isPending}
      onConfirm={() => update.mutate()}
    >
      <p>{t(`${asks}_text`, { name, count: changing?.provider.identityCount ?? 0 })}</p>
    </ConfirmDialog>
  );
}
