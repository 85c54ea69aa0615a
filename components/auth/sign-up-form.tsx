'use client';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { api } from '@/components/api/client';
import { AccountForm } from './account-form';

/** An account for anyone, where the administrators allow it. */
export function SignUpForm({ registryHost }: { registryHost: string }) {
  const t = useTranslations('auth');
  return (
    <div className="flex flex-col gap-4">
      <AccountForm
        registryHost={registryHost}
        next="/"
        create={(body) => api('POST', '/registrations', { body })}
      />
      <p className="text-table">
        <Link href="/sign-in" className="text-accent hover:underline">
          {t('haveAccount')}
        </Link>
      </p>
    </div>
  );
}
