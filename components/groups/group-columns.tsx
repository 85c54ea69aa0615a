'use client';
import Link from 'next/link';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { Group } from '#lib/schemas/groups.ts';
import type { Column } from '@/components/ui/table/column';
import { RelativeTime } from '@/components/ui/time';

export function useGroupColumns(): Column<Group>[] {
  const t = useTranslations('groups.columns');
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('name'),
        width: 'minmax(0,2fr)',
        card: 'main',
        cell: ({ name, description }) => (
          <span className="block min-w-0">
            <Link
              href={`/admin/groups/${name}`}
              data-row-link
              className="block truncate font-medium hover:underline"
            >
              {name}
            </Link>
            {description && <span className="block truncate text-muted">{description}</span>}
          </span>
        ),
      },
      {
        id: 'members',
        header: t('members'),
        width: '6rem',
        card: 'end',
        end: true,
        cell: ({ memberCount }) => memberCount,
      },
      {
        id: 'projects',
        header: t('projects'),
        width: '6rem',
        end: true,
        cell: ({ projectCount }) => projectCount,
      },
      {
        id: 'created',
        header: t('created'),
        width: '8rem',
        from: 'lg',
        cell: ({ createdAt }) => <RelativeTime at={createdAt} className="text-muted" />,
      },
    ],
    [t],
  );
}
