'use client';
import { useTranslations } from 'use-intl';
import { FormError } from './field';
import type { SsoCode } from './sso-codes';

/** What a sign-in by a provider ended with: never a sentence out of the address, which a link could forge. */
export function SsoFailure({ code }: { code: SsoCode | null }) {
  const t = useTranslations('sso.errors');
  return (
    code && (
      <div className="mb-4">
        <FormError>{t(code)}</FormError>
      </div>
    )
  );
}
