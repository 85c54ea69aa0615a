'use client';
import { LogIn } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { SignInChoice } from '#lib/schemas/sign-in-providers.ts';
import { Button } from '@/components/ui/button';
import { FormError } from '@/components/ui/field';
import { beginSso } from '@/components/api/begin-sso';

/** The providers that one can sign in by, under the form: who has a password is never in need of them. */
export function SsoButtons({ choices, next }: { choices: readonly SignInChoice[]; next: string }) {
  const t = useTranslations('sso.signIn');
  const [leaving, setLeaving] = useState<string | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const providers = choices.filter(({ kind }) => kind === 'oidc');
  const directories = choices.filter(({ kind }) => kind === 'ldap').map(({ name }) => name);
  const leave = async ({ key, name }: SignInChoice) => {
    setLeaving(key);
    setFailed(null);
    await beginSso(key, { next }).catch(() => setFailed(name));
    setLeaving(null);
  };
  if (choices.length === 0) return null;
  return (
    <div className="mt-4 flex flex-col gap-3">
      {directories.length > 0 && (
        <p className="text-table text-muted">{t('directory', { names: directories.join(', ') })}</p>
      )}
      {providers.length > 0 && (
        <div className="flex items-center gap-3 text-table text-muted">
          <span aria-hidden className="h-px flex-1 bg-line" />
          {t('or')}
          <span aria-hidden className="h-px flex-1 bg-line" />
        </div>
      )}
      <FormError>{failed && t('failed', { name: failed })}</FormError>
      {providers.map((choice) => (
        <Button
          key={choice.key}
          busy={leaving === choice.key}
          icon={<LogIn aria-hidden size={16} />}
          onClick={() => void leave(choice)}
          className="h-9 pointer-coarse:h-11"
        >
          {t('with', { name: choice.name })}
        </Button>
      ))}
    </div>
  );
}
