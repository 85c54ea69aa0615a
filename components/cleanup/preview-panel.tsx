'use client';
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { RetentionPolicy } from '#lib/schemas/retention.ts';
import type { PlanItem, PreviewResult } from '#lib/schemas/retention-runs.ts';
import { ApiError } from '@/components/api/api-error';
import { usePagedList } from '@/components/api/use-paged-list';
import { EmptyState } from '@/components/ui/faces';
import { ListFaces } from '@/components/ui/list-faces';
import { DataTable } from '@/components/ui/table/data-table';
import { useUrlState } from '@/components/ui/use-url-state';
import { ExcludeDialog } from './exclude-dialog';
import { PreviewHead } from './preview-head';
import { PreviewToolbar, VerdictSelection } from './preview-toolbar';
import { planItemsQuery } from './queries';
import { DEFAULT_SORT, isFiltered, NO_FILTER, verdictsFilter } from './url-state';
import { useLockTags } from './use-lock-tags';
import type { Preview } from './use-preview';
import { useVerdictColumns } from './verdict-columns';

const keyOf = ({ repository, tag, digest }: PlanItem) => `${repository} ${tag ?? digest}`;

/** Every tag with what would become of it and why, and what one can do about it. */
export function PreviewPanel({
  project,
  policy,
  preview,
  state,
  reason,
  onChange,
  onFlash,
}: {
  project: string;
  policy: RetentionPolicy;
  preview: PreviewResult;
  state: Pick<Preview, 'stale' | 'news' | 'retry'>;
  reason: string | null;
  onChange: (policy: RetentionPolicy) => void;
  /** Stable: each row has it. */
  onFlash: (rule: string) => void;
}) {
  const t = useTranslations('cleanup.preview');
  const { get, change } = useUrlState();
  const filter = verdictsFilter(get);
  const list = usePagedList(planItemsQuery(project, preview.planId, filter));
  useExpiry(list.error, state.retry);
  const [selected, setSelected] = useState<ReadonlySet<string>>(NONE);
  const [excluding, setExcluding] = useState<readonly PlanItem[] | null>(null);
  const lock = useLockTags(project, () => setSelected(NONE));
  const lockItems = lock.mutate;
  const { rules } = policy;
  const actions = useMemo(
    () => ({
      project,
      rules,
      reason,
      exclude: setExcluding,
      lock: lockItems,
      flash: onFlash,
    }),
    [project, rules, reason, lockItems, onFlash],
  );
  const columns = useVerdictColumns(actions);
  const filterBy = (changes: Record<string, string | null>) => {
    setSelected(NONE);
    change(changes, 'q' in changes ? 'replace' : 'push');
  };
  const chosen = list.rows.filter((item) => selected.has(keyOf(item)));
  const toggled = (key: string) => {
    const next = new Set(selected);
    if (!next.delete(key)) next.add(key);
    return next;
  };
  return (
    <div className="flex flex-col gap-4">
      <PreviewHead {...state} preview={preview} filter={filter} onFilter={filterBy} />
      <div className={STICKY_BELOW}>
        <div className="z-10 flex min-h-14 items-center border-b border-line bg-bg py-3 xl:sticky xl:top-12">
          {chosen.length > 0 && (
            <VerdictSelection
              count={chosen.length}
              reason={reason}
              onExclude={() => setExcluding(chosen)}
              onLock={() => lock.mutate(chosen)}
              onClear={() => setSelected(NONE)}
            />
          )}
          <div className={chosen.length > 0 ? 'contents md:hidden' : 'contents'}>
            <PreviewToolbar filter={filter} preview={preview} rules={rules} onFilter={filterBy} />
          </div>
        </div>
        <ListFaces
          {...list}
          count={list.rows.length}
          failedTitle={t('failed')}
          filter={isFiltered(filter) ? { text: filter.q, clear: () => filterBy(NO_FILTER) } : null}
          empty={<EmptyState title={t('empty')}>{t('emptyText')}</EmptyState>}
        >
          <DataTable
            label={t('label')}
            columns={columns}
            rows={list.rows}
            rowKey={keyOf}
            sort={{
              value: filter.sort,
              onChange: (sort) => change({ sort: sort === DEFAULT_SORT ? null : sort }, 'push'),
              first: { value: DEFAULT_SORT, label: t('defaultSort') },
            }}
            selection={{
              selected,
              toggle: (key) => setSelected(toggled(key)),
              toggleAll: () =>
                setSelected(chosen.length === list.rows.length ? NONE : new Set(list.rows.map(keyOf))),
              labelOf: (key) => t('select', { name: key.replace(' ', ':') }),
            }}
            keys={{ menu: true }}
            total={list.total}
            more={list.more}
            stale={list.stale || state.stale}
            stickyTop="var(--sticky-below)"
          />
        </ListFaces>
      </div>
      <ExcludeDialog
        items={excluding}
        policy={policy}
        onChange={(next) => {
          setSelected(NONE);
          onChange(next);
        }}
        onClose={() => setExcluding(null)}
      />
    </div>
  );
}

const NONE: ReadonlySet<string> = new Set();

/** What stands at the top of the window above the head of the table: the bar, and the toolbar or the tabs where these stay too. */
const STICKY_BELOW = '[--sticky-below:3rem] max-lg:[--sticky-below:6.25rem] xl:[--sticky-below:6.5rem]';

/** A plan is kept for a while only: where it is gone, a new preview is made. */
function useExpiry(error: Error | null, retry: () => void): void {
  const again = useEffectEvent(retry);
  const gone = error instanceof ApiError && error.code === 'NOT_FOUND';
  useEffect(() => {
    if (gone) again();
  }, [gone]);
}
