'use client';
import { UserPlus, Users } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { User } from '#lib/schemas/users.ts';
import { usePagedList } from '@/components/api/use-paged-list';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/faces';
import { PageHeader } from '@/components/ui/page-header';
import { FilteredTable } from '@/components/ui/table/filtered-table';
import { useUrlState } from '@/components/ui/use-url-state';
import { CreateUserDialog } from './create-user-dialog';
import { usersFilter, usersQuery } from './queries';
import { DeleteUserDialog } from './delete-user-dialog';
import { ResetLinkDialog } from './reset-link-dialog';
import { ResetPasswordDialog } from './reset-password-dialog';
import type { UserChange } from './user-change-dialog';
import { UserChangeDialog } from './user-change-dialog';
import { useUserColumns } from './user-columns';
import type { UserQuestion } from './user-menu';
import { UserSessionsDialog } from './user-sessions-dialog';

/** `children`: cards of other features. */
export function UsersPage({ children }: { children?: ReactNode }) {
  const t = useTranslations('users');
  const { get } = useUrlState();
  const filter = usersFilter(get);
  const list = usePagedList(usersQuery(filter));
  const [creating, setCreating] = useState(false);
  const [asking, setAsking] = useState<UserQuestion | null>(null);
  const [changing, setChanging] = useState<{ user: User; change: UserChange } | null>(null);
  const columns = useUserColumns(setAsking, setChanging);
  const askedAbout = (about: UserQuestion['about']) => (asking?.about === about ? asking.user : null);
  return (
    <div className="flex flex-col gap-6">
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={
          <Button
            variant="primary"
            icon={<UserPlus aria-hidden size={16} />}
            onClick={() => setCreating(true)}
          >
            {t('new')}
          </Button>
        }
      />
      <FilteredTable
        list={list}
        filter={filter}
        texts={{
          label: t('title'),
          filter: t('filter'),
          failed: t('failed'),
          count: (count) => t('count', { count }),
        }}
        empty={<EmptyState icon={<Users aria-hidden size={32} />} title={t('empty')} />}
        columns={columns}
        rowKey={(user) => user.username}
      />
      {children}
      <CreateUserDialog open={creating} onOpenChange={setCreating} />
      <ResetPasswordDialog user={askedAbout('password')} onClose={() => setAsking(null)} />
      <ResetLinkDialog user={askedAbout('resetLink')} onClose={() => setAsking(null)} />
      <UserSessionsDialog user={askedAbout('sessions')} onClose={() => setAsking(null)} />
      <DeleteUserDialog user={askedAbout('deletion')} onClose={() => setAsking(null)} />
      <UserChangeDialog changing={changing} onClose={() => setChanging(null)} />
    </div>
  );
}
