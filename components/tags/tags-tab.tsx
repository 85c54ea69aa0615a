'use client';
import { ArrowUp } from 'lucide-react';
import { useMemo, useReducer, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Tag } from '#lib/schemas/repositories.ts';
import { Button } from '@/components/ui/button';
import { ListFaces } from '@/components/ui/list-faces';
import { DataTable } from '@/components/ui/table/data-table';
import { toast } from '@/components/ui/toast-store';
import { useUrlState } from '@/components/ui/use-url-state';
import { DeleteTagsDialog } from './delete-dialog';
import { LockTagsDialog } from './lock-dialog';
import { EmptyTags } from './empty-tags';
import { NOTHING, select } from './selection';
import type { Selection, SelectionAction } from './selection';
import { selectionOf } from './selection-param';
import { SelectionBar } from './selection-bar';
import { AttachmentTags } from './attachment-tags';
import { columnsOf, columnsParam } from './columns-choice';
import { useTagColumns } from './tag-columns';
import { TagsToolbar } from './tags-toolbar';
import { isFiltered, tagsFilter } from './url-state';
import { useCursorInAddress } from './use-cursor-in-address';
import { useFreshTags } from './use-fresh-tags';
import { useSelectionInAddress } from './use-selection-in-address';
import { useTagActions } from './use-tag-actions';
import { useTagList } from './use-tag-list';

const NO_FILTER = {
  q: null,
  platform: null,
  kind: null,
  status: null,
  newerThanDays: null,
  olderThanDays: null,
  cursor: null,
};
const nameOf = (tag: Tag) => tag.name;
/** What the address selects when the page is opened. */
const begun = (value: string | null): Selection => ({ ...NOTHING, keys: new Set(selectionOf(value)) });

/** The tags of a repository: over the whole set, whatever its size. */
export function TagsTab({
  repository,
  canPush,
  canDelete,
  canLock,
}: {
  repository: string;
  canPush: boolean;
  canDelete: boolean;
  canLock: boolean;
}) {
  const t = useTranslations('tags');
  const { get, change } = useUrlState();
  const filter = tagsFilter(get);
  const list = useTagList(repository, filter, get('cursor'));
  useCursorInAddress(list.pages, get('cursor'), (cursor) => change({ cursor }));

  const order = useMemo(() => list.rows.map(nameOf), [list.rows]);
  const reducer = (selection: Selection, action: SelectionAction) => select(selection, action, order);
  const [{ keys: selected }, dispatch] = useReducer(reducer, get('selected'), begun);
  useSelectionInAddress(
    selected,
    { value: get('selected'), change: (value) => change({ selected: value }) },
    (keys) => dispatch({ kind: 'set', keys }),
  );
  const [doomed, setDoomed] = useState<readonly string[] | null>(null);
  const [locking, setLocking] = useState<readonly string[] | null>(null);
  const region = useRef<HTMLDivElement>(null);
  const gone = useRef<ReadonlySet<string>>(new Set());
  const { fresh, shown, show } = useFreshTags(repository, {
    isBusy: () =>
      selected.size > 0 ||
      doomed !== null ||
      locking !== null ||
      (list.rows.length > 0 && isInUse(region.current)),
    isOwn: (event) => event.kind === 'deleted' && event.tags.every((tag) => gone.current.has(tag)),
    refresh: () => void list.refresh(),
  });

  const { actions, reason, lockReason } = useTagActions(repository, {
    canDelete,
    canLock,
    onRemove: setDoomed,
    onLock: setLocking,
  });
  const chosen = columnsOf(get('columns'));
  const columns = useTagColumns(repository, actions, chosen);
  const selection = useMemo(
    () => ({
      selected,
      toggle: (key: string, range: boolean) => dispatch({ kind: 'toggle', key, range }),
      toggleAll: () => dispatch({ kind: 'toggleAll' }),
      labelOf: (name: string) => t('selectRow', { name }),
    }),
    [selected, t],
  );
  const filterBy = (changes: Record<string, string | null>, how: 'push' | 'replace') => {
    dispatch({ kind: 'clear' });
    change({ ...changes, cursor: null, selected: null }, how);
  };
  const deleteSelected = () => (reason ? toast({ title: reason }) : setDoomed([...selected]));
  const total = list.total ?? list.rows.length;
  const selectedRows = list.rows.filter((tag) => selected.has(tag.name));

  return (
    <div ref={region}>
      <div className="sticky top-12 z-10 flex min-h-14 items-center bg-bg py-3 max-md:static">
        {selected.size > 0 && (
          <SelectionBar
            repository={repository}
            filter={filter}
            count={selected.size}
            total={total}
            reason={reason}
            lockReason={lockReason}
            locked={selectedRows.length > 0 && selectedRows.every((tag) => tag.locked?.by === 'lock')}
            onLock={() => setLocking([...selected])}
            onUnlock={() => actions.unlock([...selected])}
            onSelect={(names) => dispatch({ kind: 'set', keys: names })}
            onClear={() => dispatch({ kind: 'clear' })}
            onDelete={deleteSelected}
          />
        )}
        <div className={selected.size > 0 ? 'contents md:hidden' : 'contents'}>
          <TagsToolbar
            repository={repository}
            filter={filter}
            total={list.total}
            size={list.size}
            columns={chosen}
            onChange={filterBy}
            onColumns={(next) => change({ columns: columnsParam(next) })}
          />
        </div>
        {fresh.length > 0 && (
          <FreshPill count={fresh.length} onShow={() => (show(), window.scrollTo({ top: 0 }))} />
        )}
      </div>
      {list.attachmentTags > 0 && (
        <AttachmentTags
          count={list.attachmentTags}
          shown={filter.attachments === true}
          onShow={(shown) => filterBy({ attachments: shown ? 'true' : null }, 'push')}
        />
      )}
      {list.from !== null && <FromMiddle onStart={() => (change({ cursor: null }), list.restart())} />}
      <ListFaces
        {...list}
        count={list.rows.length}
        failedTitle={t('failed')}
        filter={isFiltered(filter) ? { text: filter.q, clear: () => filterBy(NO_FILTER, 'push') } : null}
        empty={<EmptyTags repository={repository} canPush={canPush} />}
      >
        <DataTable
          label={t('label')}
          columns={columns}
          rows={list.rows}
          rowKey={nameOf}
          sort={{ value: filter.sort, onChange: (sort) => filterBy({ sort }, 'push') }}
          selection={selection}
          keys={{
            copy: actions.copyPull,
            remove: selected.size > 0 ? deleteSelected : actions.remove,
            menu: true,
          }}
          total={list.total}
          more={list.more}
          stale={list.stale}
          stickyTop="6.5rem"
          isFresh={(tag) => shown.has(tag.name)}
        />
      </ListFaces>
      <LockTagsDialog repository={repository} tags={locking} onClose={() => setLocking(null)} />
      <DeleteTagsDialog
        repository={repository}
        tags={doomed}
        onClose={() => setDoomed(null)}
        onDone={(names) => {
          gone.current = new Set([...gone.current, ...names]);
          dispatch({ kind: 'drop', keys: names });
        }}
      />
    </div>
  );
}

/** The pointer or the focus is on the rows, or they are scrolled. */
function isInUse(region: HTMLElement | null): boolean {
  if (!region) return false;
  const rows = region.querySelector('tbody');
  return (
    Boolean(rows?.matches(':hover')) ||
    Boolean(rows?.contains(document.activeElement)) ||
    region.getBoundingClientRect().top < 0
  );
}

function FromMiddle({ onStart }: { onStart: () => void }) {
  const t = useTranslations('tags');
  return (
    <div className="flex items-center gap-3 border-b border-line px-3 py-2 text-table text-muted">
      {t('fromMiddle')}
      <Button variant="ghost" onClick={onStart} icon={<ArrowUp aria-hidden size={14} />}>
        {t('toStart')}
      </Button>
    </div>
  );
}

function FreshPill({ count, onShow }: { count: number; onShow: () => void }) {
  const t = useTranslations('tags');
  return (
    <div
      role="status"
      className="ml-3 max-md:fixed max-md:inset-x-0 max-md:top-14 max-md:z-20 max-md:mx-auto max-md:w-fit"
    >
      <button
        type="button"
        onClick={onShow}
        className="inline-flex h-7 shrink-0 animate-pop-in items-center gap-1.5 rounded-full bg-accent px-3 text-table font-medium text-on-accent hover:bg-accent-hover pointer-coarse:h-11"
      >
        <ArrowUp aria-hidden size={14} />
        {t('freshPushes', { count })}
      </button>
    </div>
  );
}
