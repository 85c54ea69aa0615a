'use client';
import { useTranslations } from 'use-intl';

export type StepProps = { challenge: string; next: string; onRestart: (code: string | null) => void };

/** The sentence for what a sign-in ended with. */
export function useExplain(): (code: string) => string {
  const t = useTranslations('auth');
  return (code) => {
    if (code === 'CredentialsSignin') return t('wrong');
    if (code === 'UNAUTHORIZED') return t('tooLate');
    if (code === 'TOOMANYREQUESTS') return t('tooMany');
    return t('unreachable');
  };
}
