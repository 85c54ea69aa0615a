'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link2, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Invite } from '#lib/schemas/joining.ts';
import { useLiveQueries } from '@/components/live/use-live-queries';
import { Button, IconButton } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Chip } from '@/components/ui/chip';
import { ErrorState } from '@/components/ui/faces';
import { SkeletonRows } from '@/components/ui/skeleton';
import { RelativeTime, useNow } from '@/components/ui/time';
import { toast } from '@/components/ui/toast-store';
import { InviteDialog } from './invite-dialog';
import { deleteInvite, invitesQuery } from './queries';

/** Links with which people come in: into a project, for its owners; or (null) all of them, for administrators. */
export function InvitesCard({ project }: { project: string | null }) {
  const t = useTranslations('joining.invites');
  const ui = useTranslations('ui');
  const [inviting, setInviting] = useState(false);
  const options = invitesQuery(project);
  const { data, error, refetch } = useQuery(options);
  useLiveQueries([options.queryKey], (event) => event.kind === 'access');
  return (
    <Card
      title={t('title')}
      flush
      end={
        <Button icon={<Link2 aria-hidden size={16} />} onClick={() => setInviting(true)}>
          {t('new')}
        </Button>
      }
    >
      {data ? (
        data.items.length === 0 ? (
          <p className="px-4 py-4 text-muted">{t(project === null ? 'empty' : 'emptyProject')}</p>
        ) : (
          <ul aria-label={t('title')}>
            {data.items.map((invite) => (
              <InviteRow key={invite.id} project={project} invite={invite} />
            ))}
          </ul>
        )
      ) : error ? (
        <ErrorState title={t('failed')} error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonRows rows={1} label={ui('loading')} />
      )}
      <InviteDialog project={project} open={inviting} onOpenChange={setInviting} />
    </Card>
  );
}

function InviteRow({ project, invite }: { project: string | null; invite: Invite }) {
  const t = useTranslations('joining.invites');
  const roles = useTranslations('ui.roles');
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteInvite(project, invite.id),
    onSuccess: () => toast({ title: t('deleted') }),
    onError: (error) => toast({ tone: 'danger', title: t('failedToDelete'), detail: error.message }),
    onSettled: () => client.invalidateQueries(invitesQuery(project)),
  });
  const named = [invite.email, invite.note].filter(Boolean).join(' · ') || t('unnamed');
  const role = invite.role && roles(invite.role);
  const place = role && (project === null ? t('into', { project: invite.project ?? '', role }) : role);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2.5 last:border-0">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2">
          <span className="min-w-0 font-medium break-words">{named}</span>
          {place && <Chip>{place}</Chip>}
          <StateChip invite={invite} />
        </p>
        <p className="text-table text-muted">
          {t('by', { who: invite.createdBy ?? '' })} · <RelativeTime at={invite.createdAt} /> ·{' '}
          {invite.usedAt
            ? t('usedBy', { who: invite.usedBy ?? '' })
            : t.rich('ends', { time: () => <RelativeTime at={invite.expiresAt} /> })}
        </p>
      </div>
      <IconButton
        label={t('delete', { name: named })}
        busy={remove.isPending}
        onClick={() => remove.mutate()}
      >
        <Trash2 aria-hidden size={16} />
      </IconButton>
    </li>
  );
}

function StateChip({ invite }: { invite: Invite }) {
  const t = useTranslations('joining.invites');
  const now = useNow();
  if (invite.usedAt) return <Chip tone="ok">{t('used')}</Chip>;
  return Date.parse(invite.expiresAt) > now ? (
    <Chip tone="accent">{t('waiting')}</Chip>
  ) : (
    <Chip tone="warn">{t('ended')}</Chip>
  );
}
