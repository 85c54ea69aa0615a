'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ManifestDetail } from '#lib/schemas/repositories.ts';
import { CopyButton } from '@/components/ui/copy';
import { Segmented } from '@/components/ui/segmented';
import { readable } from './readable';

type Document = 'manifest' | 'config';

/** The documents as they are stored, one line a line; copied byte for byte. */
export function RawTab({ top, image }: { top: ManifestDetail; image: ManifestDetail | undefined }) {
  const t = useTranslations('image.raw');
  const [shown, setShown] = useState<Document>('manifest');
  const exact = shown === 'manifest' ? (image ?? top).rawManifest : (image?.rawConfig ?? null);
  return (
    <>
      <div className="mb-3 flex items-center justify-between gap-2">
        <Segmented
          label={t('which')}
          value={shown}
          onChange={setShown}
          segments={[
            { value: 'manifest', label: t('manifest') },
            { value: 'config', label: t('config') },
          ]}
        />
        {exact !== null && <CopyButton text={exact} label={t('copy')} />}
      </div>
      {exact === null ? (
        <p className="py-8 text-center text-muted">{t('noConfig')}</p>
      ) : (
        <Lines text={readable(exact)} label={t(shown)} />
      )}
    </>
  );
}

function Lines({ text, label }: { text: string; label: string }) {
  const lines = text.split('\n');
  return (
    <pre
      role="group"
      tabIndex={0}
      aria-label={label}
      className="max-h-[70dvh] overflow-auto rounded-md border border-line bg-surface py-2 font-mono text-table leading-5 -outline-offset-2"
    >
      <code>
        {lines.map((line, index) => (
          <span key={index} className="grid grid-cols-[3.5rem_minmax(0,1fr)]">
            <span aria-hidden className="pr-3 text-right text-muted tabular-nums select-none">
              {index + 1}
            </span>
            <span className="pr-3 wrap-anywhere whitespace-pre-wrap">{line}</span>
          </span>
        ))}
      </code>
    </pre>
  );
}
