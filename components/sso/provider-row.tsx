'use client';
import { Ellipsis, Fingerprint, FolderTree } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { SignInProvider } from '#lib/schemas/sign-in-providers.ts';
import { IconButton } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { CopyButton } from '@/components/ui/copy';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import type { ProviderChange } from './provider-change-dialog';

type Props = { provider: SignInProvider; onEdit: () => void; onChange: (change: ProviderChange) => void };

export function ProviderRow({ provider, onEdit, onChange }: Props) {
  const t = useTranslations('sso');
  const { kind, config, enabled, fromEnvironment, redirectUri } = provider;
  const Icon = kind === 'oidc' ? Fingerprint : FolderTree;
  const address = kind === 'oidc' ? config.issuer : config.url;
  return (
    <li className="flex items-start gap-3 border-b border-line px-4 py-3 last:border-0">
      <Icon aria-hidden size={16} className="mt-1 shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {config.name}
          <Chip>{t(kind)}</Chip>
          {!enabled && <Chip tone="warn">{t('off')}</Chip>}
          {fromEnvironment && <Chip>{t('environment')}</Chip>}
          {config.autoProvision && <Chip>{t('autoProvision')}</Chip>}
        </p>
        <p className="text-table wrap-anywhere text-text-2">{address}</p>
        <p className="text-table text-muted">
          <code className="font-mono">{provider.key}</code> · {t('people', { count: provider.identityCount })}
        </p>
        {redirectUri && (
          <p className="flex items-center gap-1 text-table text-muted">
            <span className="min-w-0">
              {t('redirect')}: <code className="font-mono wrap-anywhere">{redirectUri}</code>
            </span>
            <CopyButton text={redirectUri} label={t('copyRedirect')} />
          </p>
        )}
      </div>
      <Menu
        trigger={
          <IconButton label={t('actionsOf', { name: config.name })}>
            <Ellipsis aria-hidden size={16} />
          </IconButton>
        }
      >
        <MenuItem onSelect={onEdit}>{fromEnvironment ? t('view') : t('edit')}</MenuItem>
        {!fromEnvironment && (
          <>
            <MenuItem onSelect={() => onChange(enabled ? 'off' : 'on')}>
              {enabled ? t('switchOff') : t('switchOn')}
            </MenuItem>
            <MenuSeparator />
            <MenuItem danger onSelect={() => onChange('remove')}>
              {t('remove')}
            </MenuItem>
          </>
        )}
      </Menu>
    </li>
  );
}
