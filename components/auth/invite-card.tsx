'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { InviteShown } from '#lib/schemas/joining.ts';
import { api } from '@/components/api/client';
import { Button, ButtonLink } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/faces';
import { FormError } from '@/components/ui/field';
import { SkeletonRows } from '@/components/ui/skeleton';
import { AccountForm } from './account-form';
import { forgetLinkToken, keepLinkToken, useLinkToken } from './link-token';
import { leaveFor } from './password-sign-in';

/** What an invite opens: an account for who has none, the role for who has one. */
export function InviteCard({
  signedInAs,
  registryHost,
}: {
  signedInAs: string | null;
  registryHost: string;
}) {
  const t = useTranslations('auth.invite');
  const ui = useTranslations('ui');
  const token = useLinkToken();
  const { data, error, refetch } = useQuery({
    queryKey: ['invite', token],
    queryFn: () => api<InviteShown>('POST', '/invites:check', { body: { token } }),
    enabled: Boolean(token),
    retry: false,
    refetchOnWindowFocus: false,
  });
  if (token === '') return <Broken />;
  if (error) return <ErrorState title={t('failed')} error={error} onRetry={() => void refetch()} />;
  if (!data || token === null) return <SkeletonRows rows={4} label={ui('loading')} />;
  return (
    <div className="flex flex-col gap-4">
      <Offer invite={data} />
      {signedInAs === null ? (
        <NewAccount token={token} invite={data} registryHost={registryHost} />
      ) : (
        <Join token={token} invite={data} name={signedInAs} />
      )}
    </div>
  );
}

function Broken() {
  const t = useTranslations('auth.invite');
  return (
    <div className="flex flex-col gap-4">
      <p className="text-text-2">{t('broken')}</p>
      <ButtonLink href="/">{t('home')}</ButtonLink>
    </div>
  );
}

function Offer({ invite }: { invite: InviteShown }) {
  const t = useTranslations('auth.invite');
  const roles = useTranslations('ui.roles');
  const by = invite.invitedBy ?? '';
  return (
    <p className="break-words">
      {invite.project !== null && invite.role !== null
        ? t('offer', { by, project: invite.project, role: roles(invite.role) })
        : t('offerAccount', { by })}
    </p>
  );
}

function NewAccount({
  token,
  invite,
  registryHost,
}: {
  token: string;
  invite: InviteShown;
  registryHost: string;
}) {
  const t = useTranslations('auth');
  return (
    <>
      <AccountForm
        registryHost={registryHost}
        email={invite.email ?? ''}
        next={invite.project === null ? '/' : `/projects/${invite.project}`}
        create={async (account) => {
          await api('POST', '/invites:accept', { body: { ...account, token } });
          forgetLinkToken();
        }}
      />
      {invite.project !== null && (
        <Button
          variant="ghost"
          onClick={() => {
            keepLinkToken(token);
            void leaveFor('/sign-in?next=/invite');
          }}
        >
          {t('haveAccount')}
        </Button>
      )}
    </>
  );
}

function Join({ token, invite, name }: { token: string; invite: InviteShown; name: string }) {
  const t = useTranslations('auth.invite');
  const join = useMutation({
    mutationFn: () => api<{ project: string }>('POST', '/invites:join', { body: { token } }),
    onSuccess: ({ project }) => {
      forgetLinkToken();
      return leaveFor(`/projects/${project}`);
    },
  });
  if (invite.project === null) {
    return (
      <>
        <p className="text-text-2">{t('forOthers', { name })}</p>
        <ButtonLink href="/">{t('home')}</ButtonLink>
      </>
    );
  }
  return (
    <>
      <FormError>{join.error?.message}</FormError>
      <Button variant="primary" busy={join.isPending} onClick={() => join.mutate()}>
        {t('join', { name })}
      </Button>
    </>
  );
}
