'use client';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { User } from '#lib/schemas/users.ts';
import { useViewer } from '@/components/api/viewer';
import { Avatar } from '@/components/ui/avatar';
import { Chip } from '@/components/ui/chip';
import type { Column } from '@/components/ui/table/column';
import { RelativeTime } from '@/components/ui/time';
import type { UserChange } from './user-change-dialog';
import { UserMenu, type UserQuestion } from './user-menu';

export function useUserColumns(
  onAsk: (asking: UserQuestion) => void,
  onChange: (change: { user: User; change: UserChange }) => void,
): Column<User>[] {
  const t = useTranslations('users');
  const { me } = useViewer();
  const myself = me?.username;
  return useMemo(
    () => [
      {
        id: 'username',
        header: t('columns.name'),
        width: 'minmax(0,2fr)',
        sort: { by: 'username', first: 'asc' },
        card: 'main',
        cell: (user) => (
          <span className="flex min-w-0 items-center gap-2">
            <Avatar name={user.username} />
            <span data-row-link tabIndex={-1} className="truncate font-medium">
              {user.username}
            </span>
            {user.username === myself && <Chip>{t('you')}</Chip>}
            {user.admin && <Chip tone="accent">{t('admin')}</Chip>}
            {user.secondFactor && <Chip title={t('secondFactorTitle')}>{t('secondFactor')}</Chip>}
            {user.disabled && <Chip tone="warn">{t('disabled')}</Chip>}
          </span>
        ),
      },
      {
        id: 'email',
        header: t('columns.email'),
        width: 'minmax(0,1.5fr)',
        from: 'lg',
        cell: ({ email }) => <span className="block truncate text-text-2">{email ?? t('noEmail')}</span>,
      },
      {
        id: 'lastActive',
        header: t('columns.active'),
        width: '8rem',
        sort: { by: 'lastActiveAt', first: 'desc' },
        card: 'sub',
        cell: ({ lastActiveAt }) => (
          <span className="text-muted">{lastActiveAt ? <RelativeTime at={lastActiveAt} /> : t('never')}</span>
        ),
      },
      {
        id: 'created',
        header: t('columns.created'),
        width: '8rem',
        sort: { by: 'createdAt', first: 'desc' },
        cell: ({ createdAt }) => <RelativeTime at={createdAt} className="text-muted" />,
      },
      {
        id: 'actions',
        header: t('columns.actions'),
        quiet: true,
        width: '2rem',
        card: 'actions',
        cell: (user) => (
          <UserMenu user={user} isSelf={user.username === myself} onAsk={onAsk} onChange={onChange} />
        ),
      },
    ],
    [t, myself, onAsk, onChange],
  );
}
