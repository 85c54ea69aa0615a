'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { AccessRequest } from '#lib/schemas/joining.ts';
import { useLiveQueries } from '@/components/live/use-live-queries';
import { Avatar } from '@/components/ui/avatar';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { ErrorState } from '@/components/ui/faces';
import { useRoleOptions } from '@/components/ui/role-options';
import { Select } from '@/components/ui/select';
import { RelativeTime } from '@/components/ui/time';
import { toast } from '@/components/ui/toast-store';
import { accessRequestsQuery, approveRequest, refuseRequest } from './queries';

/** Who waits to get into a project; not there while nobody does. */
export function RequestsCard({ project }: { project: string }) {
  const t = useTranslations('joining.requests');
  const options = accessRequestsQuery(project);
  const { data, error, refetch } = useQuery(options);
  useLiveQueries([options.queryKey], (event) => event.kind === 'access' && event.project === project);
  if (error && !data) {
    return (
      <Card>
        <ErrorState title={t('failed')} error={error} onRetry={() => void refetch()} />
      </Card>
    );
  }
  if (!data || data.items.length === 0) return null;
  return (
    <Card title={t('title', { count: data.items.length })} flush>
      <ul aria-label={t('label')}>
        {data.items.map((request) => (
          <RequestRow key={request.id} project={project} request={request} />
        ))}
      </ul>
    </Card>
  );
}

function RequestRow({ project, request }: { project: string; request: AccessRequest }) {
  const t = useTranslations('joining.requests');
  const roles = useTranslations('ui.roles');
  const options = useRoleOptions();
  const client = useQueryClient();
  const [role, setRole] = useState(request.role);
  const { username: name, currentRole, message, createdAt } = request;
  const decide = useMutation({
    mutationFn: (approved: boolean) =>
      approved ? approveRequest(project, request.id, role) : refuseRequest(project, request.id),
    onSuccess: (_, approved) =>
      toast({ title: approved ? t('approved', { name, role: roles(role) }) : t('refused', { name }) }),
    onError: (error) => toast({ tone: 'danger', title: t('failedToDecide'), detail: error.message }),
    onSettled: () => {
      void client.invalidateQueries(accessRequestsQuery(project));
      return client.invalidateQueries({ queryKey: ['projects', project] });
    },
  });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-3 last:border-0">
      <div className="flex min-w-64 flex-1 items-start gap-3">
        <Avatar name={name} />
        <div className="min-w-0">
          <p className="break-words">
            {currentRole
              ? t('asksMore', { name, role: roles(request.role), current: roles(currentRole) })
              : t('asks', { name, role: roles(request.role) })}
          </p>
          {message && <p className="text-table break-words whitespace-pre-wrap text-text-2">{message}</p>}
          <p className="text-table text-muted">
            <RelativeTime at={createdAt} />
          </p>
        </div>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Select label={t('roleFor', { name })} value={role} onChange={setRole} options={options} />
        <Button
          variant="primary"
          busy={decide.isPending && decide.variables}
          onClick={() => decide.mutate(true)}
          aria-label={t('approveNamed', { name })}
        >
          {t('approve')}
        </Button>
        <Button
          variant="caution"
          busy={decide.isPending && !decide.variables}
          onClick={() => decide.mutate(false)}
          aria-label={t('refuseNamed', { name })}
        >
          {t('refuse')}
        </Button>
      </div>
    </li>
  );
}
