'use client';
import { useQuery } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Candidate } from '#lib/schemas/storage.ts';
import { useLiveQueries } from '@/components/live/use-live-queries';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/faces';
import { formatBytes } from '#lib/oci/format-bytes.ts';
import { ListFaces } from '@/components/ui/list-faces';
import { PageHeader } from '@/components/ui/page-header';
import { Segmented } from '@/components/ui/segmented';
import { DataTable } from '@/components/ui/table/data-table';
import { useUrlState } from '@/components/ui/use-url-state';
import { useCandidateColumns } from './candidate-columns';
import { FreeDialog } from './free-dialog';
import { FreeingResult } from './freeing-result';
import { candidatesQuery, gcQuery, runUnderWay, STORAGE, storageQuery } from './queries';
import { useFreeing } from './use-freeing';

/** "Free space now": from choosing tags to the bytes that their deletion freed. */
export function FreePage() {
  const t = useTranslations('storage');
  const { get, change } = useUrlState();
  const order = get('sort') === 'lastUsed' ? 'lastUsed' : '-size';
  const list = useQuery(candidatesQuery(order));
  const gc = useQuery(gcQuery).data;
  const trash = useQuery(storageQuery).data?.trash ?? 0;
  const columns = useCandidateColumns();
  const [chosen, setChosen] = useState<ReadonlyMap<string, Candidate>>(new Map());
  const [asking, setAsking] = useState(false);
  const freeing = useFreeing(() => setChosen(new Map()));
  useLiveQueries([STORAGE], ({ kind }) => kind === 'storage');
  const rows = list.data?.items ?? [];
  const own = [...chosen.values()].reduce((sum, candidate) => sum + candidate.own, 0);
  const toggle = (key: string) => {
    const next = new Map(chosen);
    const row = rows.find((candidate) => keyOf(candidate) === key);
    if (!next.delete(key) && row) next.set(key, row);
    setChosen(next);
  };
  const toggleAll = () =>
    setChosen(chosen.size > 0 ? new Map() : new Map(rows.map((row) => [keyOf(row), row])));
  return (
    <div className="flex flex-col gap-6">
      <PageHeader
        crumbs={[{ label: t('title'), href: '/admin/storage' }]}
        title={t('guide.title')}
        lead={t('guide.lead')}
      />
      <FreeingResult state={freeing.state} run={freeing.run} />
      <div className="sticky top-12 z-10 flex flex-wrap items-center gap-3 border-b border-line bg-bg py-3">
        <Segmented
          label={t('guide.order')}
          value={order}
          onChange={(next) => change({ sort: next === '-size' ? null : next })}
          segments={[
            { value: '-size', label: t('guide.largest') },
            { value: 'lastUsed', label: t('guide.unused') },
          ]}
        />
        <span className="ml-auto text-table text-muted max-md:ml-0" role="status">
          {t('guide.chosen', { count: chosen.size })}
          {' · '}
          {t('guide.chosenFrees', { size: formatBytes(own), trash: formatBytes(trash) })}
        </span>
        <Button
          variant="caution"
          icon={<Trash2 aria-hidden size={16} />}
          busy={freeing.busy}
          reason={
            gc && !gc.available ? t('guide.elsewhere') : gc && runUnderWay(gc) ? t('guide.underWay') : null
          }
          onClick={() => setAsking(true)}
        >
          {t(chosen.size === 0 ? 'guide.submitTrash' : 'guide.submit')}
        </Button>
      </div>
      <ListFaces
        pending={list.isPending}
        error={list.error}
        retry={() => void list.refetch()}
        count={rows.length}
        failedTitle={t('guide.failed')}
        empty={<EmptyState title={t('guide.empty')}>{t('guide.emptyText')}</EmptyState>}
      >
        <DataTable
          label={t('guide.label')}
          columns={columns}
          rows={rows}
          rowKey={keyOf}
          selection={{
            selected: new Set(chosen.keys()),
            toggle,
            toggleAll,
            labelOf: (key) => t('guide.select', { name: key }),
          }}
          stickyTop="6.5rem"
        />
      </ListFaces>
      <FreeDialog
        open={asking}
        onOpenChange={setAsking}
        chosen={[...chosen.values()]}
        trash={trash}
        onConfirm={() => {
          setAsking(false);
          freeing.start([...chosen.values()]);
        }}
      />
    </div>
  );
}

function keyOf({ repository, tag }: Candidate): string {
  return `${repository}:${tag}`;
}
