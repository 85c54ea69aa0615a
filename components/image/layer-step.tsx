'use client';
import clsx from 'clsx';
import { useTranslations } from 'use-intl';
import type { BuildStep } from '#lib/schemas/repositories.ts';
import { MOST_SHARED_IMAGES } from '#lib/schemas/repositories.ts';
import { Bytes } from '@/components/ui/bytes';
import { Chip } from '@/components/ui/chip';
import { CopyButton } from '@/components/ui/copy';
import { RelativeTime } from '@/components/ui/time';
import { claimedTime } from './claimed-time';

/** One step: its instruction, and its size as a figure and a bar. On a phone the instruction stands over its bar. */
export function LayerStep({ number, step, largest }: { number: number; step: BuildStep; largest: number }) {
  const t = useTranslations('image.layers');
  const { layer } = step;
  const text = step.instruction || step.comment || t('noInstruction');
  const age = claimedTime(step.createdAt);
  const [, word = '', rest = text] = /^([A-Z]{2,})( [^]*)$/.exec(text) ?? [];
  return (
    <li
      className={clsx(
        'grid items-start gap-x-4 gap-y-1.5 border-b border-line px-3 py-2.5 hover:bg-hover md:grid-cols-[1.5rem_minmax(0,1fr)_9rem_5.25rem_4.75rem_1.75rem]',
        'max-md:grid-cols-[1.5rem_minmax(0,1fr)_auto]',
      )}
    >
      <span className="text-muted tabular-nums">{number}</span>
      <code
        className={clsx(
          'min-w-0 font-mono leading-5 wrap-anywhere whitespace-pre-wrap max-md:col-span-2',
          !layer && 'text-muted',
        )}
      >
        {word && <span className={layer ? 'font-semibold text-accent' : undefined}>{word}</span>}
        {rest}
      </code>
      {layer ? (
        <span className="flex min-w-0 items-center gap-3 max-md:col-start-2 max-md:row-start-2">
          <span aria-hidden className="h-2 flex-1 overflow-hidden rounded-full bg-hover">
            <span
              className="block h-full rounded-full bg-chart-3"
              style={{ width: `${Math.max(1, (layer.size / largest) * 100)}%` }}
            />
          </span>
          {layer.foreign && <Chip tone="warn">{t('foreign')}</Chip>}
          <Bytes value={layer.size} className="w-16 shrink-0 text-right tabular-nums" />
        </span>
      ) : (
        <span className="text-right text-muted max-md:hidden">–</span>
      )}
      <span className="gap-x-4 text-muted tabular-nums max-md:col-start-2 max-md:row-start-3 max-md:flex md:contents">
        <span className="md:text-right">
          <Shared images={layer?.images} />
        </span>
        <span className="md:text-right">{age && <RelativeTime at={age} />}</span>
      </span>
      {layer ? (
        <CopyButton
          text={layer.digest}
          label={t('copy')}
          className="-my-1 max-md:col-start-3 max-md:row-start-2"
        />
      ) : (
        <span className="max-md:hidden" />
      )}
    </li>
  );
}

/** In how many images the layer is: deleting this one frees nothing of it. */
function Shared({ images = 0 }: { images?: number }) {
  const t = useTranslations('image.layers');
  if (images < 2) return null;
  return images >= MOST_SHARED_IMAGES ? t('sharedByMany', { count: images }) : t('shared', { count: images });
}
