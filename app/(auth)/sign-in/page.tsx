import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { pageOrigin, pagePrincipal } from '#lib/http/page.ts';
import { safeNext } from '#lib/http/safe-next.ts';
import { isRegistrationOpen } from '#lib/services/sign-in-settings.ts';
import { AuthCard } from '@/components/auth/auth-card';
import { SignInForm } from '@/components/auth/sign-in-form';
import { translate } from '@/components/messages/translator';

export const metadata: Metadata = { title: translate('auth.signIn') };

export default async function SignInPage({ searchParams }: PageProps<'/sign-in'>) {
  const { next, error } = await searchParams;
  const target = safeNext(next);
  if ((await pagePrincipal()).kind === 'user') redirect(target);
  const { host } = new URL(await pageOrigin());
  return (
    <AuthCard title={translate('auth.signInTitle')} lead={translate('auth.host', { host })}>
      <SignInForm
        next={target}
        failure={typeof error === 'string' ? error : null}
        registration={await isRegistrationOpen()}
      />
    </AuthCard>
  );
}
