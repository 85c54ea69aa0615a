import type { Metadata } from 'next';
import { pageOrigin, pagePrincipal } from '#lib/http/page.ts';
import { AuthCard } from '@/components/auth/auth-card';
import { InviteCard } from '@/components/auth/invite-card';
import { translate } from '@/components/messages/translator';

export const metadata: Metadata = { title: translate('auth.invite.title'), referrer: 'no-referrer' };

export default async function InvitePage() {
  const principal = await pagePrincipal();
  const { host } = new URL(await pageOrigin());
  return (
    <AuthCard title={translate('auth.invite.title')} lead={translate('auth.host', { host })}>
      <InviteCard signedInAs={principal.kind === 'user' ? principal.name : null} registryHost={host} />
    </AuthCard>
  );
}
