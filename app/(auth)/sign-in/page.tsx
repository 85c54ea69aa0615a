import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { pageOrigin, pagePrincipal } from '#lib/http/page.ts';
import { pagePart } from '#lib/http/page-data.ts';
import { safeNext } from '#lib/http/safe-next.ts';
import { listSignInChoices } from '#lib/services/sign-in-providers.ts';
import { AuthCard } from '@/components/auth/auth-card';
import { SignInForm } from '@/components/auth/sign-in-form';
import { SsoButtons } from '@/components/auth/sso-buttons';
import { translate } from '@/components/messages/translator';
import { ssoCode } from '@/components/ui/sso-codes';
import { SsoFailure } from '@/components/ui/sso-failure';

export const metadata: Metadata = { title: translate('auth.signIn') };

export default async function SignInPage({ searchParams }: PageProps<'/sign-in'>) {
  const { next, error } = await searchParams;
  const target = safeNext(next);
  if ((await pagePrincipal()).kind === 'user') redirect(target);
  // Whoever has a password gets in even where these can't be read.
  const choices = await pagePart(listSignInChoices());
  const { host } = new URL(await pageOrigin());
  return (
    <AuthCard title={translate('auth.signInTitle')} lead={translate('auth.host', { host })}>
      <SsoFailure code={ssoCode(error)} />
      <SignInForm next={target} failure={ssoCode(error) || typeof error !== 'string' ? null : error} />
      <SsoButtons choices={choices ?? []} next={target} />
    </AuthCard>
  );
}
