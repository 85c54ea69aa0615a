'use client';
import { useTranslations } from 'use-intl';
import type { SignInProvider } from '#lib/schemas/sign-in-providers.ts';
import { Button } from '@/components/ui/button';
import { DialogActions } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';

/** The buttons; for a provider of the environment, where it is changed instead. */
export function FormEnd({
  provider,
  prefix,
  busy,
  onCancel,
}: {
  provider: SignInProvider | null;
  prefix: string;
  busy: boolean;
  onCancel: () => void;
}) {
  const t = useTranslations('sso.form');
  const ui = useTranslations('ui');
  if (provider?.fromEnvironment) return <Notice tone="info">{t('environmentOnly', { prefix })}</Notice>;
  return (
    <DialogActions>
      <Button onClick={onCancel}>{ui('cancel')}</Button>
      <Button type="submit" variant="primary" busy={busy}>
        {provider ? t('save') : t('create')}
      </Button>
    </DialogActions>
  );
}
