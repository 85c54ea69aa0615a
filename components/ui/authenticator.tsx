'use client';
import { useTranslations } from 'use-intl';
import type { NewSecondFactor } from '#lib/schemas/sign-in.ts';
import { copyText, CommandLine } from './copy';
import { Button } from './button';
import { QrCode } from './qr-code';
import { toast } from './toast-store';

/** The secret for an authenticator app: to scan, or to type. */
export function AuthenticatorSecret({ factor }: { factor: NewSecondFactor }) {
  const t = useTranslations('ui.secondFactor');
  return (
    <div className="flex flex-col gap-3">
      <p className="text-text-2">{t('scan')}</p>
      <div className="flex justify-center">
        <QrCode text={factor.uri} label={t('picture')} />
      </div>
      <p className="text-table text-muted">{t('type')}</p>
      <CommandLine command={grouped(factor.secret)} label={t('secret')} wrap />
    </div>
  );
}

/** Shown once: what opens the account when the phone is lost. */
export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  const t = useTranslations('ui.secondFactor');
  const ui = useTranslations('ui');
  const text = codes.join('\n');
  const copy = () =>
    void copyText(text).then((done) => toast({ title: done ? t('codesCopied') : ui('copyFailed') }));
  return (
    <div className="flex flex-col gap-3">
      <p className="text-text-2">{t('codesText')}</p>
      <ul
        aria-label={t('codes')}
        className="grid grid-cols-2 gap-x-6 gap-y-1 rounded-md border border-line bg-surface px-4 py-3 font-mono text-table max-md:grid-cols-1"
      >
        {codes.map((code) => (
          <li key={code} className="whitespace-nowrap">
            {code}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button onClick={copy}>{t('copyCodes')}</Button>
        <a
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${text}\n`)}`}
          download="lighter-recovery-codes.txt"
          className="inline-flex control-height items-center rounded-md border border-control px-3 text-table font-medium hover:bg-hover"
        >
          {t('downloadCodes')}
        </a>
      </div>
    </div>
  );
}

/** In fours, as people copy it by hand; apps don't mind spaces. */
function grouped(secret: string): string {
  return secret.replace(/.{4}(?=.)/g, '$& ');
}
