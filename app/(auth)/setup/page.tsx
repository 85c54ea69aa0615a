import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { pageOrigin, pagePrincipal } from '#lib/http/page.ts';
import { isSetupTokenValid } from '#lib/services/complete-setup.ts';
import { AuthCard } from '@/components/auth/auth-card';
import { SetupForm } from '@/components/auth/setup-form';
import { translate } from '@/components/messages/translator';
import { ButtonLink } from '@/components/ui/button';

export const metadata: Metadata = { title: translate('auth.setupTitle') };

export default async function SetupPage({ searchParams }: PageProps<'/setup'>) {
  const { token } = await searchParams;
  if ((await pagePrincipal()).kind === 'user') redirect('/');
  const { host } = new URL(await pageOrigin());
  if (typeof token === 'string' && (await isSetupTokenValid(token))) {
    return (
      <AuthCard title={translate('auth.setupTitle')} lead={translate('auth.setupLead')}>
        <SetupForm token={token} registryHost={host} />
      </AuthCard>
    );
  }
  return (
    <AuthCard title={translate('auth.linkTitle')}>
      <div className="flex flex-col gap-4">
        <p className="text-text-2">{translate('auth.linkText')}</p>
        <ButtonLink href="/sign-in">{translate('auth.signIn')}</ButtonLink>
      </div>
    </AuthCard>
  );
}
