'use client';
import { ChevronDown, ChevronsDownUp, ChevronsUpDown } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ManifestDetail } from '#lib/schemas/repositories.ts';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/faces';
import { Segmented } from '@/components/ui/segmented';
import { useShortcuts } from '@/components/ui/shortcuts';
import { layerRows, largestOf, stepsOf } from './layer-rows';
import type { LayerOrder } from './layer-rows';
import { LayerStep } from './layer-step';

/** The steps that made the image, with what each weighs. */
export function LayersTab({ image }: { image: ManifestDetail }) {
  const t = useTranslations('image.layers');
  const keys = useTranslations('image.keys');
  const [order, setOrder] = useState<LayerOrder>('build');
  const [open, setOpen] = useState<'all' | ReadonlySet<number>>(new Set());
  useShortcuts([
    { keys: 'e', label: keys('expand'), run: () => setOpen(open === 'all' ? new Set() : 'all') },
  ]);
  const steps = stepsOf(image);
  if (steps.length === 0) return <EmptyState title={t('none')}>{t('noneText')}</EmptyState>;
  const rows = layerRows(steps, order, open);
  const largest = largestOf(steps);
  const foldable = rows.some((row) => row.kind === 'fold') || open === 'all' || open.size > 0;
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <Segmented
          label={t('order')}
          value={order}
          onChange={setOrder}
          segments={[
            { value: 'build', label: t('build') },
            { value: 'largest', label: t('largest') },
          ]}
        />
        {order === 'build' && foldable && (
          <Button
            variant="ghost"
            onClick={() => setOpen(open === 'all' ? new Set() : 'all')}
            icon={
              open === 'all' ? (
                <ChevronsDownUp aria-hidden size={16} />
              ) : (
                <ChevronsUpDown aria-hidden size={16} />
              )
            }
          >
            {open === 'all' ? t('fold') : t('expand')}
          </Button>
        )}
        <span className="ml-auto text-table text-muted tabular-nums">
          {t('total', { count: image.layers.length })}
        </span>
      </div>
      <ol className="border-t border-line text-table">
        {rows.map((row) =>
          row.kind === 'step' ? (
            <LayerStep key={row.number} number={row.number} step={row.step} largest={largest} />
          ) : (
            <li key={`fold ${row.first}`} className="border-b border-line">
              <button
                type="button"
                aria-expanded={false}
                onClick={() => setOpen(open === 'all' ? 'all' : new Set([...open, row.first]))}
                className="flex min-h-9 w-full items-center gap-2 px-3 text-left text-muted -outline-offset-2 hover:bg-hover hover:text-text pointer-coarse:min-h-11"
              >
                <ChevronDown aria-hidden size={14} />
                {t('folded', { count: row.count })}
              </button>
            </li>
          ),
        )}
      </ol>
    </>
  );
}
