'use client';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { Robot } from '#lib/schemas/robots.ts';
import { Chip } from '@/components/ui/chip';
import { Expires } from '@/components/ui/expires';
import { LastUsed } from '@/components/ui/last-used';
import type { Column } from '@/components/ui/table/column';
import type { Asked } from './asked';
import { RobotMenu } from './robot-menu';

export function useRobotColumns(onAsk: (asked: Asked) => void): Column<Robot>[] {
  const t = useTranslations('robots');
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('name'),
        width: 'minmax(0,2fr)',
        card: 'main',
        cell: (robot) => <RobotName robot={robot} />,
      },
      {
        id: 'scope',
        header: t('scope'),
        width: 'minmax(0,2fr)',
        card: 'sub',
        cell: (robot) => <Scope robot={robot} />,
      },
      {
        id: 'expires',
        header: t('expires'),
        width: '7rem',
        card: 'subend',
        cell: ({ expiresAt, expired }) => <Expires at={expiresAt} expired={expired} />,
      },
      {
        id: 'used',
        header: t('lastUsed'),
        width: 'minmax(0,12rem)',
        from: 'lg',
        cell: ({ lastUsedAt, lastUsedFrom }) => <LastUsed at={lastUsedAt} from={lastUsedFrom} />,
      },
      {
        id: 'actions',
        header: t('actions'),
        quiet: true,
        width: '2.75rem',
        card: 'actions',
        end: true,
        cell: (robot) => <RobotMenu robot={robot} onAsk={onAsk} />,
      },
    ],
    [t, onAsk],
  );
}

function RobotName({ robot }: { robot: Robot }) {
  const t = useTranslations('robots');
  const { name, description, disabled, admin, secrets, trusts } = robot;
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5">
      <span
        data-row-link
        tabIndex={-1}
        title={description || undefined}
        className="min-w-0 truncate font-mono font-medium"
      >
        {name}
      </span>
      {disabled && <Chip tone="warn">{t('disabled')}</Chip>}
      {admin && <Chip tone="accent">{t('api')}</Chip>}
      {secrets.length > 1 && <Chip title={t('rotatingHint')}>{t('rotating')}</Chip>}
      {trusts > 0 && <Chip title={t('trustsHint', { count: trusts })}>{t('keyless')}</Chip>}
    </span>
  );
}

/** So many patterns a line can hold; the rest is counted. */
const SHOWN = 2;

function Scope({ robot: { grants } }: { robot: Robot }) {
  const t = useTranslations('robots');
  if (grants.length === 0) return <span className="text-muted">{t('nothing')}</span>;
  const all = grants.map(({ repositories, scopes }) => `${repositories}: ${scopes.join(', ')}`);
  return (
    <span className="flex min-w-0 flex-wrap gap-x-3" title={all.join('\n')}>
      {grants.slice(0, SHOWN).map(({ repositories, scopes }) => (
        <span key={repositories} className="min-w-0 truncate">
          <code className="font-mono">{repositories}</code>{' '}
          <span className="text-muted">{scopes.map((scope) => t(`scopes.${scope}`)).join(', ')}</span>
        </span>
      ))}
      {grants.length > SHOWN && (
        <span className="text-muted">{t('more', { count: grants.length - SHOWN })}</span>
      )}
    </span>
  );
}
