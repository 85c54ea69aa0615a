'use client';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { AccessRuleShown } from '#lib/schemas/access.ts';
import { Chip } from '@/components/ui/chip';
import type { Column } from '@/components/ui/table/column';
import { ruleAnchor, type RuleHandlers } from './rule-handlers';
import { RuleMenu } from './rule-menu';
import { Subject } from './subject';

export function useRuleColumns({ reason, onEdit, onRemove }: RuleHandlers): Column<AccessRuleShown>[] {
  const t = useTranslations('access');
  return useMemo(
    () => [
      {
        id: 'effect',
        header: t('columns.effect'),
        width: '6.5rem',
        card: 'end',
        cell: ({ id, effect }) => (
          <span
            id={ruleAnchor(id)}
            data-row-link
            tabIndex={-1}
            className="flex items-center gap-2 tabular-nums"
          >
            <span className="text-muted">{id}</span>
            <Chip tone={effect === 'deny' ? 'danger' : 'ok'}>{t(`effects.${effect}`)}</Chip>
          </span>
        ),
      },
      {
        id: 'who',
        header: t('columns.who'),
        width: 'minmax(0,1.5fr)',
        card: 'main',
        cell: ({ subject }) => <Subject subject={subject} />,
      },
      {
        id: 'actions',
        header: t('columns.actions'),
        width: '10.5rem',
        card: 'subend',
        cell: ({ actions }) => (
          <span className="flex flex-wrap gap-1">
            {actions.map((action) => (
              <Chip key={action}>{t(`actions.${action}`)}</Chip>
            ))}
          </span>
        ),
      },
      {
        id: 'repositories',
        header: t('columns.repositories'),
        width: 'minmax(0,1.5fr)',
        card: 'sub',
        cell: ({ repositories }) => (
          <code title={repositories} className="block truncate font-mono">
            {repositories}
          </code>
        ),
      },
      {
        id: 'matches',
        header: t('columns.matches'),
        width: '7rem',
        from: 'xl',
        cell: ({ matches }) => <span className="text-muted">{t('matches', { count: matches })}</span>,
      },
      {
        id: 'menu',
        header: t('columns.menu'),
        quiet: true,
        width: '2rem',
        card: 'actions',
        cell: (rule) => <RuleMenu rule={rule} reason={reason} onEdit={onEdit} onRemove={onRemove} />,
      },
    ],
    [t, reason, onEdit, onRemove],
  );
}
