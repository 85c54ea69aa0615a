'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { CommandLine, CopyButton } from './copy';
import { Notice } from './notice';
import { SECRET_USES, secretSnippets, type Snippet } from './secret-snippets';
import { Segmented } from './segmented';

/** A secret that is shown this once, and ready to paste where it will be used. */
export function SecretOnce({ host, username, secret }: { host: string; username: string; secret: string }) {
  const t = useTranslations('ui.secret');
  const [use, setUse] = useState<(typeof SECRET_USES)[number]>('docker');
  const secure = location.protocol === 'https:';
  const snippets = secretSnippets({ host, secure, username, secret });
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <Notice>{t('once')}</Notice>
      <dl className="grid min-w-0 gap-3">
        <div>
          <dt className="mb-1 text-table font-medium">{t('username')}</dt>
          <dd>
            <CommandLine command={username} label={t('username')} wrap />
          </dd>
        </div>
        <div>
          <dt className="mb-1 text-table font-medium">{t('secret')}</dt>
          <dd>
            <CommandLine command={secret} label={t('secret')} wrap />
          </dd>
        </div>
      </dl>
      <Segmented
        label={t('uses')}
        value={use}
        onChange={setUse}
        segments={SECRET_USES.map((value) => ({ value, label: t(`use.${value}`) }))}
      />
      {snippets[use].map((snippet) => (
        <SnippetBlock key={snippet.where ?? ''} {...snippet} />
      ))}
    </div>
  );
}

function SnippetBlock({ where, text }: Snippet) {
  const t = useTranslations('ui.secret');
  const label = where ?? t('terminal');
  return (
    <figure className="overflow-hidden rounded-md border border-line bg-surface">
      <figcaption className="flex items-center justify-between gap-2 border-b border-line px-3 py-1 text-table text-muted">
        <span className="min-w-0 wrap-anywhere">{label}</span>
        <CopyButton text={text} label={t('copy', { where: label })} />
      </figcaption>
      <pre
        tabIndex={0}
        aria-label={label}
        className="[scrollbar-width:thin] overflow-x-auto px-3 py-2 text-table leading-5 -outline-offset-2"
      >
        <code className="font-mono">{text}</code>
      </pre>
    </figure>
  );
}
