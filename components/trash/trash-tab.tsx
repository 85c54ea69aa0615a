'use client';
import { Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { TrashEntry } from '#lib/schemas/repositories.ts';
import { usePagedList } from '@/components/api/use-paged-list';
import { useLiveQueries } from '@/components/live/use-live-queries';
import { Button } from '@/components/ui/button';
import { shortDigest } from '@/components/ui/digest';
import { EmptyState } from '@/components/ui/faces';
import { ListFaces } from '@/components/ui/list-faces';
import { DataTable } from '@/components/ui/table/data-table';
import type { Doomed } from './purge-dialog';
import { PurgeDialog } from './purge-dialog';
import { TRASH, trashQuery } from './queries';
import type { TrashPlace } from './queries';
import { TakenDialog } from './taken-dialog';
import { TrashBar } from './trash-bar';
import { useTrashColumns } from './trash-columns';

const NONE: ReadonlySet<string> = new Set();
const idOf = (entry: TrashEntry) => entry.id;

/** What was deleted in a project or a repository, and can still come back. */
export function TrashTab({
  place,
  project,
  canRestore,
  canPurge,
}: {
  place: TrashPlace;
  project: string;
  canRestore: boolean;
  canPurge: boolean;
}) {
  const t = useTranslations('trash');
  const list = usePagedList(trashQuery(place));
  const [chosen, setChosen] = useState(NONE);
  const [taken, setTaken] = useState<TrashEntry | null>(null);
  const [doomed, setDoomed] = useState<Doomed | null>(null);
  const inProject = place.kind === 'project';
  const columns = useTrashColumns({ project, canRestore, inProject, onTaken: setTaken });
  useLiveQueries([TRASH], (event) => event.project === project && event.kind !== 'access');
  // What went meanwhile is not selected any more.
  const selected = useMemo(
    () => new Set(list.rows.map(idOf).filter((id) => chosen.has(id))),
    [list.rows, chosen],
  );
  const purgeReason = canPurge ? null : t('purge.needs', { project });
  const total = list.total ?? list.rows.length;
  const names = new Map(list.rows.map((entry) => [entry.id, entry.tag ?? shortDigest(entry.digest)]));
  return (
    <div className="flex flex-col gap-4">
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-x-6 gap-y-3">
        {selected.size > 0 && (
          <TrashBar
            project={project}
            selected={selected}
            restoreReason={canRestore ? null : t('needs', { project })}
            purgeReason={purgeReason}
            onClear={() => setChosen(NONE)}
            onPurge={() => setDoomed({ ids: [...selected] })}
          />
        )}
        <div className={selected.size > 0 ? 'contents md:hidden' : 'contents'}>
          <p className="max-w-(--container-form) text-text-2">{t('lead')}</p>
          {inProject && total > 0 && (
            <Button
              variant="caution"
              reason={purgeReason}
              icon={<Trash2 aria-hidden size={16} />}
              onClick={() => setDoomed({ all: true, count: total })}
            >
              {t('purge.all')}
            </Button>
          )}
        </div>
      </div>
      <ListFaces
        {...list}
        count={list.rows.length}
        failedTitle={t('failed')}
        empty={<EmptyState title={t('empty')}>{t('emptyText')}</EmptyState>}
      >
        <DataTable
          label={t('label')}
          columns={columns}
          rows={list.rows}
          rowKey={idOf}
          selection={{
            selected,
            toggle: (id) => setChosen(toggled(selected, id)),
            toggleAll: () => setChosen(selected.size > 0 ? NONE : new Set(list.rows.map(idOf))),
            labelOf: (id) => t('selectRow', { name: names.get(id) ?? '' }),
          }}
          total={list.total}
          more={list.more}
        />
      </ListFaces>
      <TakenDialog project={project} entry={taken} onClose={() => setTaken(null)} />
      <PurgeDialog
        project={project}
        doomed={doomed}
        onClose={() => setDoomed(null)}
        onDone={() => setChosen(NONE)}
      />
    </div>
  );
}

function toggled(selected: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(selected);
  if (!next.delete(id)) next.add(id);
  return next;
}
