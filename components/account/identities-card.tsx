'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Fingerprint, Link2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Identity, SignInChoice } from '#lib/schemas/sign-in-providers.ts';
import { beginSso } from '@/components/api/begin-sso';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { ErrorState } from '@/components/ui/faces';
import { SkeletonRows } from '@/components/ui/skeleton';
import { RelativeTime } from '@/components/ui/time';
import { toast } from '@/components/ui/toast-store';
import { LinkDirectoryDialog } from './link-directory-dialog';
import { identitiesQuery, sessionsQuery, unlinkIdentity } from './queries';

/** By which providers one signs in; nothing at all where there are none. */
export function IdentitiesCard() {
  const t = useTranslations('sso.identities');
  const ui = useTranslations('ui');
  const { data, error, refetch } = useQuery(identitiesQuery);
  const [unlinking, setUnlinking] = useState<Identity | null>(null);
  const [linking, setLinking] = useState<SignInChoice | null>(null);
  const link = useMutation({
    mutationFn: ({ key }: SignInChoice) => beginSso(key, { next: '/account', link: true }),
    onError: (failure) => toast({ tone: 'danger', title: failure.message }),
  });
  if (data && data.items.length + data.linkable.length === 0) return null;
  const onlyOne = data && !data.hasPassword && data.items.length === 1 ? t('onlyOne') : null;
  return (
    <Card title={t('title')} flush>
      <p className="border-b border-line px-4 py-3 text-text-2">{t('lead')}</p>
      {data ? (
        <>
          {data.items.length === 0 && <p className="px-4 pt-3 text-muted">{t('none')}</p>}
          <ul aria-label={t('label')}>
            {data.items.map((identity) => (
              <IdentityRow
                key={identity.id}
                identity={identity}
                reason={onlyOne}
                onUnlink={() => setUnlinking(identity)}
              />
            ))}
          </ul>
          {data.linkable.length > 0 && (
            <div className="flex flex-wrap gap-2 px-4 py-3">
              {data.linkable.map((choice) => (
                <Button
                  key={choice.key}
                  icon={<Link2 aria-hidden size={16} />}
                  busy={link.isPending && link.variables.key === choice.key}
                  onClick={() => (choice.kind === 'oidc' ? link.mutate(choice) : setLinking(choice))}
                >
                  {t('link', { name: choice.name })}
                </Button>
              ))}
            </div>
          )}
        </>
      ) : error ? (
        <ErrorState title={t('failed')} error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonRows rows={1} label={ui('loading')} />
      )}
      <UnlinkDialog identity={unlinking} onClose={() => setUnlinking(null)} />
      <LinkDirectoryDialog directory={linking} onClose={() => setLinking(null)} />
    </Card>
  );
}

function IdentityRow({
  identity,
  reason,
  onUnlink,
}: {
  identity: Identity;
  reason: string | null;
  onUnlink: () => void;
}) {
  const t = useTranslations('sso.identities');
  const { providerName, name, createdAt, lastSignInAt } = identity;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2.5 last:border-0">
      <Fingerprint aria-hidden size={16} className="text-muted" />
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words">
          {providerName} {name && <span className="font-normal text-text-2">{t('as', { name })}</span>}
        </p>
        <p className="text-table text-muted">
          {t.rich('linked', { time: () => <RelativeTime at={createdAt} /> })} ·{' '}
          {lastSignInAt ? t.rich('used', { time: () => <RelativeTime at={lastSignInAt} /> }) : t('unused')}
        </p>
      </div>
      <Button reason={reason} onClick={onUnlink} aria-label={t('unlinkNamed', { name: providerName })}>
        {t('unlink')}
      </Button>
    </li>
  );
}

function UnlinkDialog({ identity, onClose }: { identity: Identity | null; onClose: () => void }) {
  const t = useTranslations('sso.identities');
  const client = useQueryClient();
  const name = identity?.providerName ?? '';
  const unlink = useMutation({
    mutationFn: () => unlinkIdentity(identity?.id ?? 0),
    onSuccess: () => toast({ title: t('unlinked', { name }) }),
    onError: (error) => toast({ tone: 'danger', title: error.message }),
    onSettled: async () => {
      onClose();
      await Promise.all([client.invalidateQueries(identitiesQuery), client.invalidateQueries(sessionsQuery)]);
    },
  });
  return (
    <ConfirmDialog
      open={identity !== null}
      onOpenChange={onClose}
      title={t('unlink_title', { name })}
      confirmLabel={t('unlink')}
      busy={unlink.isPending}
      onConfirm={() => unlink.mutate()}
    >
      <p>{t('unlink_text', { name })}</p>
    </ConfirmDialog>
  );
}
