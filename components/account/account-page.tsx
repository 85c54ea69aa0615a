'use client';
import { useTranslations } from 'use-intl';
import { useViewer } from '@/components/api/viewer';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { Segmented } from '@/components/ui/segmented';
import type { SsoCode } from '@/components/ui/sso-codes';
import { SsoFailure } from '@/components/ui/sso-failure';
import { setTheme, useTheme } from '@/components/ui/theme';
import { IdentitiesCard } from './identities-card';
import { PasswordCard } from './password-card';
import { SessionsCard } from './sessions-card';
import { TokensCard } from './tokens-card';

/** `failure`: what the linking of an identity ended with. */
export function AccountPage({ failure }: { failure: SsoCode | null }) {
  const t = useTranslations('account');
  const { me } = useViewer();
  const { label, theme, choices } = useTheme();
  return (
    <div className="flex max-w-(--container-form) flex-col gap-6">
      <PageHeader title={t('title')} lead={t('lead', { name: me?.username ?? '' })} />
      <SsoFailure code={failure} />
      <Card title={t('appearance.title')}>
        <p className="mb-3 text-text-2">{t('appearance.lead')}</p>
        <Segmented label={label} value={theme} onChange={setTheme} segments={choices} />
        <p className="mt-3 text-table text-muted">
          {t.rich('keys.lead', {
            key: (chunks) => (
              <kbd className="rounded-[4px] border border-control px-1.5 font-sans text-chip">{chunks}</kbd>
            ),
          })}
        </p>
      </Card>
      <TokensCard />
      <PasswordCard />
      <IdentitiesCard />
      <SessionsCard />
    </div>
  );
}
