'use client';
import { useTranslations } from 'use-intl';
import { Segmented } from '@/components/ui/segmented';
import { PreviewLine } from './preview-head';
import type { Part } from './url-state';
import type { Preview } from './use-preview';

/** In a narrow window: one half of the page at a time, with the counts of the other in sight. */
export function PartTabs({
  part,
  rules,
  state,
  onOpen,
}: {
  part: Part;
  rules: number;
  state: Preview;
  onOpen: (part: Part) => void;
}) {
  const t = useTranslations('cleanup.parts');
  return (
    <div className="sticky top-12 z-10 -mx-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line bg-bg px-4 py-2 md:-mx-6 md:px-6 lg:hidden">
      <Segmented
        label={t('label')}
        value={part}
        onChange={onOpen}
        segments={[
          { value: 'rules', label: <Counted text={t('rules')} count={rules} /> },
          {
            value: 'preview',
            label: <Counted text={t('preview')} count={state.preview?.totals.deleted} />,
          },
        ]}
      />
      {state.preview && <PreviewLine preview={state.preview} stale={state.stale} />}
    </div>
  );
}

function Counted({ text, count }: { text: string; count?: number }) {
  return (
    <>
      {text}
      {count !== undefined && <span className="text-chip tabular-nums">{count.toLocaleString('en')}</span>}
    </>
  );
}
