'use client';
import { useQuery } from '@tanstack/react-query';
import { Fingerprint, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { SignInProvider } from '#lib/schemas/sign-in-providers.ts';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState, ErrorState } from '@/components/ui/faces';
import { Menu, MenuItem } from '@/components/ui/menu';
import { PageHeader } from '@/components/ui/page-header';
import { SkeletonRows } from '@/components/ui/skeleton';
import { ProviderChangeDialog, type ProviderChange } from './provider-change-dialog';
import { ProviderDialog, type Editing } from './provider-dialog';
import { ProviderRow } from './provider-row';
import { providersQuery } from './queries';

/** How people sign in besides a password: providers of OpenID Connect and directories. */
export function ProvidersPage() {
  const t = useTranslations('sso');
  const ui = useTranslations('ui');
  const { data, error, refetch } = useQuery(providersQuery);
  const [editing, setEditing] = useState<Editing | null>(null);
  const [changing, setChanging] = useState<{ provider: SignInProvider; change: ProviderChange } | null>(null);
  const add = <AddMenu onAdd={(kind) => setEditing({ kind, provider: null })} />;
  return (
    <div className="flex flex-col gap-6">
      <PageHeader title={t('title')} lead={t('lead')} actions={add} />
      <Card flush>
        {data?.items.length === 0 ? (
          <EmptyState icon={<Fingerprint aria-hidden size={32} />} title={t('empty')}>
            {t('emptyText')}
          </EmptyState>
        ) : data ? (
          <ul aria-label={t('list')}>
            {data.items.map((provider) => (
              <ProviderRow
                key={provider.key}
                provider={provider}
                onEdit={() => setEditing({ kind: provider.kind, provider })}
                onChange={(change) => setChanging({ provider, change })}
              />
            ))}
          </ul>
        ) : error ? (
          <ErrorState title={t('failed')} error={error} onRetry={() => void refetch()} />
        ) : (
          <SkeletonRows rows={2} label={ui('loading')} />
        )}
      </Card>
      <ProviderDialog
        editing={editing}
        redirectUriForm={data?.redirectUriForm ?? ''}
        onClose={() => setEditing(null)}
      />
      <ProviderChangeDialog changing={changing} onClose={() => setChanging(null)} />
    </div>
  );
}

function AddMenu({ onAdd }: { onAdd: (kind: 'oidc' | 'ldap') => void }) {
  const t = useTranslations('sso');
  return (
    <Menu
      trigger={
        <Button variant="primary" icon={<Plus aria-hidden size={16} />}>
          {t('add')}
        </Button>
      }
    >
      <MenuItem onSelect={() => onAdd('oidc')}>{t('addOidc')}</MenuItem>
      <MenuItem onSelect={() => onAdd('ldap')}>{t('addLdap')}</MenuItem>
    </Menu>
  );
}
