import type { Metadata } from 'next';
import { pageOrigin } from '#lib/http/page.ts';
import { AuthCard } from '@/components/auth/auth-card';
import { ResetCard } from '@/components/auth/reset-card';
import { translate } from '@/components/messages/translator';

export const metadata: Metadata = { title: translate('auth.reset.title'), referrer: 'no-referrer' };

export default async function ResetPage() {
  const { host } = new URL(await pageOrigin());
  return (
    <AuthCard title={translate('auth.reset.title')} lead={translate('auth.host', { host })}>
      <ResetCard />
    </AuthCard>
  );
}
