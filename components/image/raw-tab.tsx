'use client';
import { useTranslations } from 'use-intl';
import type { ManifestDetail } from '#lib/schemas/repositories.ts';
import { CopyButton } from '@/components/ui/copy';
import { shortPlatform } from '@/components/ui/platform-chips';
import { Segmented } from '@/components/ui/segmented';
import { useUrlState } from '@/components/ui/use-url-state';
import { documentOf, documentsOf } from './documents';
import { readable } from './readable';

/** The documents as they are stored, one line a line; copied byte for byte. Of an index: itself, and those of the platform. */
export function RawTab({ top, image }: { top: ManifestDetail; image: ManifestDetail | undefined }) {
  const t = useTranslations('image.raw');
  const { get, change } = useUrlState();
  const documents = documentsOf(top, image);
  const shown = documentOf(documents, get('doc'));
  const platform = top.kind === 'index' && image?.platform ? shortPlatform(image.platform) : null;
  const { id, text } = shown;
  return (
    <>
      <div className="mb-3 flex items-center justify-between gap-2">
        <Segmented
          label={t('which')}
          value={id}
          onChange={(next) => change({ doc: next === documentOf(documents, null).id ? null : next })}
          segments={documents.map((document) => ({
            value: document.id,
            label: (
              <>
                {t(document.id)}
                {platform && document.id !== 'index' && <span className="max-md:hidden">({platform})</span>}
              </>
            ),
          }))}
        />
        {text !== null && <CopyButton text={text} label={t('copy')} />}
      </div>
      {text === null ? (
        <p className="py-8 text-center text-muted">{t('noConfig')}</p>
      ) : (
        <Lines text={readable(text)} label={t(id)} />
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
