'use client';
import { Download, ListFilter, ScrollText } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { AUDIT_GROUPS, auditResult, type AuditEvent } from '#lib/schemas/audit.ts';
import { usePagedList } from '@/components/api/use-paged-list';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/faces';
import { Menu, MenuItem } from '@/components/ui/menu';
import { Select } from '@/components/ui/select';
import { FilteredTable } from '@/components/ui/table/filtered-table';
import { useUrlState } from '@/components/ui/use-url-state';
import { useAuditColumns } from './audit-columns';
import { EventDialog } from './event-dialog';
import { FiltersDialog, TYPED } from './filters-dialog';
import { auditQuery, auditView, exportAddress, FIELDS, type AuditView } from './queries';
import { useActionText } from './use-action-text';

const ANY = 'any';

/** The log of the instance, or of one project; all that filters it is in the address. */
export function AuditTable({ project }: { project: string | null }) {
  const t = useTranslations('audit');
  const { get } = useUrlState();
  const view = auditView(get, project);
  const list = usePagedList(auditQuery(project, view));
  const [opened, setOpened] = useState<AuditEvent | null>(null);
  const columns = useAuditColumns(setOpened);
  return (
    <>
      <FilteredTable
        list={list}
        filter={view.q === undefined ? {} : { q: view.q }}
        narrowing={FIELDS.filter((name) => view[name] !== undefined)}
        texts={{ label: t('title'), filter: t('filter'), failed: t('failed'), count: () => '' }}
        controls={<Controls project={project} view={view} />}
        empty={
          <EmptyState icon={<ScrollText aria-hidden size={32} />} title={t('empty')}>
            {t('emptyText')}
          </EmptyState>
        }
        columns={columns}
        rowKey={(event) => event.id}
      />
      <EventDialog event={opened} onClose={() => setOpened(null)} />
    </>
  );
}

function Controls({ project, view }: { project: string | null; view: AuditView }) {
  const t = useTranslations('audit');
  const { change } = useUrlState();
  const actionText = useActionText();
  const [filtering, setFiltering] = useState(false);
  const typed = TYPED.filter((name) => view[name] !== undefined).length;
  const { action, result } = view;
  const isGroup = AUDIT_GROUPS.some((group) => group === action);
  return (
    <>
      <Select
        label={t('groups.label')}
        value={action ?? ANY}
        onChange={(value) => change({ action: value === ANY ? null : value })}
        options={[
          { value: ANY, label: t('groups.any') },
          ...AUDIT_GROUPS.map((group) => ({ value: group, label: t(`groups.${group}`) })),
          ...(action !== undefined && !isGroup ? [{ value: action, label: actionText(action) }] : []),
        ]}
      />
      <Select
        label={t('results.label')}
        value={result ?? ANY}
        onChange={(value) => change({ result: value === ANY ? null : value })}
        options={[
          { value: ANY, label: t('results.any') },
          ...auditResult.options.map((value) => ({ value, label: t(`results.${value}`) })),
        ]}
      />
      <Button icon={<ListFilter aria-hidden size={16} />} onClick={() => setFiltering(true)}>
        {t('filters.more', { count: typed })}
      </Button>
      <Menu trigger={<Button icon={<Download aria-hidden size={16} />}>{t('export.label')}</Button>}>
        {(['csv', 'jsonl'] as const).map((format) => (
          <MenuItem key={format} onSelect={() => location.assign(exportAddress(project, view, format))}>
            {t(`export.${format}`)}
          </MenuItem>
        ))}
      </Menu>
      <FiltersDialog
        open={filtering}
        view={view}
        hidden={project === null ? [] : ['project']}
        onClose={() => setFiltering(false)}
        onApply={(changes) => change(changes, 'push')}
      />
    </>
  );
}
