import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { LdapConfig, OidcConfig, SignInProvider } from '#lib/schemas/sign-in-providers.ts';
import { toast } from '@/components/ui/toast-store';
import { createProvider, providersQuery, updateProvider } from './queries';

type Saved = { key: string; secret: string; config: OidcConfig | LdapConfig };

/** Makes the provider, or changes the one that is there; an empty secret leaves the stored one. */
export function useSaveProvider(
  kind: 'oidc' | 'ldap',
  provider: SignInProvider | null,
  onDone: () => void,
): (saved: Saved) => Promise<void> {
  const t = useTranslations('sso');
  const client = useQueryClient();
  return async ({ key, secret, config }) => {
    const given = secret === '' ? {} : { secret };
    if (provider) await updateProvider(provider.key, { config, ...given });
    else await createProvider({ key, kind, config, ...given } as Parameters<typeof createProvider>[0]);
    toast({ title: t(provider ? 'changed' : 'added', { name: config.name }) });
    onDone();
    await client.invalidateQueries(providersQuery);
  };
}
