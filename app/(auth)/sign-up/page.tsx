import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { pageOrigin, pagePrincipal } from '#lib/http/page.ts';
import { isRegistrationOpen } from '#lib/services/sign-in-settings.ts';
import { AuthCard } from '@/components/auth/auth-card';
import { SignUpForm } from '@/components/auth/sign-up-form';
import { translate } from '@/components/messages/translator';
import { ButtonLink } from '@/components/ui/button';

export const metadata: Metadata = { title: translate('auth.signUpTitle') };

export default async function SignUpPage() {
  if ((await pagePrincipal()).kind === 'user') redirect('/');
  const { host } = new URL(await pageOrigin());
  return (
    <AuthCard title={translate('auth.signUpTitle')} lead={translate('auth.host', { host })}>
      {(await isRegistrationOpen()) ? (
        <SignUpForm registryHost={host} />
      ) : (
        <div className="flex flex-col gap-4">
          <p className="text-text-2">{translate('auth.registrationOff')}</p>
          <ButtonLink href="/sign-in">{translate('auth.signIn')}</ButtonLink>
        </div>
      )}
    </AuthCard>
  );
}
