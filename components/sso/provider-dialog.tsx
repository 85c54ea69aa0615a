'use client';
import { useTranslations } from 'use-intl';
import type { SignInProvider } from '#lib/schemas/sign-in-providers.ts';
import { Dialog, DialogBody } from '@/components/ui/dialog';
import { LdapForm } from './ldap-form';
import { OidcForm } from './oidc-form';

/** `provider` null: a new one. */
export type Editing = { kind: 'oidc' | 'ldap'; provider: SignInProvider | null };

export function ProviderDialog({
  editing,
  redirectUriForm,
  onClose,
}: {
  editing: Editing | null;
  redirectUriForm: string;
  onClose: () => void;
}) {
  const t = useTranslations('sso.form');
  const provider = editing?.provider ?? null;
  const fresh = editing?.kind === 'ldap' ? t('newLdap') : t('newOidc');
  return (
    <Dialog
      open={editing !== null}
      onOpenChange={onClose}
      title={provider ? t('edit', { name: provider.config.name }) : fresh}
      className="md:top-8! md:max-h-[calc(100dvh-4rem)]! md:w-[560px]"
    >
      <DialogBody>
        {editing?.kind === 'oidc' && (
          <OidcForm
            provider={provider?.kind === 'oidc' ? provider : null}
            redirectUriForm={redirectUriForm}
            onDone={onClose}
          />
        )}
        {editing?.kind === 'ldap' && (
          <LdapForm provider={provider?.kind === 'ldap' ? provider : null} onDone={onClose} />
        )}
      </DialogBody>
    </Dialog>
  );
}
