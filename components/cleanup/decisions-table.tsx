'use client';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { RetentionDecision, RetentionRunDetail } from '#lib/schemas/retention-runs.ts';
import { usePagedList } from '@/components/api/use-paged-list';
import { manifestHref, tagHref } from '@/components/api/repository-path';
import { Bytes } from '@/components/ui/bytes';
import { Chip } from '@/components/ui/chip';
import { shortDigest } from '@/components/ui/digest';
import { EmptyState } from '@/components/ui/faces';
import { FilterInput } from '@/components/ui/filter-input';
import { ListFaces } from '@/components/ui/list-faces';
import { RowLink } from '@/components/ui/row-link';
import { Select } from '@/components/ui/select';
import type { Column } from '@/components/ui/table/column';
import { DataTable } from '@/components/ui/table/data-table';
import { useUrlState } from '@/components/ui/use-url-state';
import { decisionsQuery } from './queries';
import { decisionsFilter, isFiltered } from './url-state';
import { useReason } from './use-reason';

/** Radix's Select takes no empty value. */
const ANY = 'any';

/** What a run was to delete, why, and what became of each. */
export function DecisionsTable({ project, run }: { project: string; run: RetentionRunDetail }) {
  const t = useTranslations('cleanup.decisions');
  const { get, change } = useUrlState();
  const filter = decisionsFilter(get);
  const list = usePagedList(decisionsQuery(project, run.id, filter));
  const columns = useDecisionColumns(run);
  const clear = () => change({ q: null, outcome: null, repository: null });
  return (
    <div>
      <div className="flex flex-wrap items-center gap-2 border-b border-line pb-3">
        <FilterInput
          value={filter.q ?? ''}
          label={t('filter')}
          onChange={(q) => change({ q })}
          className="w-56 max-md:w-full"
        />
        <Select
          label={t('outcome')}
          prefix={`${t('outcome')}:`}
          value={filter.outcome ?? ANY}
          onChange={(outcome) => change({ outcome: outcome === ANY ? null : outcome }, 'push')}
          options={[
            { value: ANY, label: t('all') },
            ...(['planned', 'deleted', 'kept'] as const).map((value) => ({
              value,
              label: t(`outcomes.${value}`),
            })),
          ]}
        />
        {list.total !== undefined && (
          <span className="ml-auto text-table text-muted tabular-nums">
            {t('count', { count: list.total })}
          </span>
        )}
      </div>
      <ListFaces
        {...list}
        count={list.rows.length}
        failedTitle={t('failed')}
        filter={isFiltered(filter) ? { text: filter.q, clear } : null}
        empty={
          <EmptyState title={run.totals ? t('empty') : t('notPlanned')}>
            {run.totals ? t('emptyText') : null}
          </EmptyState>
        }
      >
        <DataTable
          label={t('label')}
          columns={columns}
          rows={list.rows}
          rowKey={({ repository, tag, digest }) => `${repository} ${tag ?? digest}`}
          total={list.total}
          more={list.more}
          stale={list.stale}
        />
      </ListFaces>
    </div>
  );
}

function useDecisionColumns(run: RetentionRunDetail): Column<RetentionDecision>[] {
  const t = useTranslations('cleanup.decisions');
  const { rules } = run.policy;
  return useMemo(
    () => [
      {
        id: 'tag',
        header: t('columns.tag'),
        width: 'minmax(0,2fr)',
        card: 'main',
        cell: ({ repository, tag, digest }) => (
          <RowLink
            mono
            href={tag === null ? manifestHref(repository, digest) : tagHref(repository, tag)}
            title={`${repository}:${tag ?? digest}`}
          >
            {tag === null ? `${repository}@${shortDigest(digest)}` : `${repository}:${tag}`}
          </RowLink>
        ),
      },
      {
        id: 'reason',
        header: t('columns.reason'),
        width: 'minmax(0,3fr)',
        card: 'sub',
        cell: (decision) => <DecisionReason decision={decision} rules={rules} />,
      },
      {
        id: 'bytes',
        header: t('columns.bytes'),
        width: '6rem',
        end: true,
        from: 'lg',
        cell: ({ bytes }) => <Bytes value={bytes} />,
      },
      {
        id: 'outcome',
        header: t('columns.outcome'),
        width: '6.5rem',
        card: 'end',
        cell: ({ outcome }) => (
          <Chip tone={outcome === 'deleted' ? 'danger' : outcome === 'kept' ? 'ok' : 'plain'}>
            {t(run.observing && outcome === 'planned' ? 'outcomes.observed' : `outcomes.${outcome}`)}
          </Chip>
        ),
      },
    ],
    [t, rules, run.observing],
  );
}

function DecisionReason({
  decision: { reason, note },
  rules,
}: {
  decision: RetentionDecision;
  rules: RetentionRunDetail['policy']['rules'];
}) {
  const t = useTranslations('cleanup.reasons');
  const { rule, text } = useReason()(reason);
  const number = rules.findIndex(({ id }) => id === rule) + 1;
  return (
    <span className="block py-1.5 break-words text-text-2 max-md:py-0">
      {number > 0 && `${t('rule', { number })}: `}
      {text}
      {note && <span className="block text-muted">{note}</span>}
    </span>
  );
}
