'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ApiToken } from '#lib/schemas/tokens.ts';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Chip } from '@/components/ui/chip';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Expires } from '@/components/ui/expires';
import { EmptyState, ErrorState } from '@/components/ui/faces';
import { LastUsed } from '@/components/ui/last-used';
import { SkeletonRows } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast-store';
import { CreateTokenDialog } from './create-token-dialog';
import { revokeToken, tokensQuery } from './queries';

/** One's own access tokens: what there is, one more, one less. */
export function TokensCard() {
  const t = useTranslations('account.tokens');
  const ui = useTranslations('ui');
  const { data, error, refetch } = useQuery(tokensQuery);
  const [creating, setCreating] = useState(false);
  return (
    <Card
      title={t('title')}
      flush
      end={
        <Button icon={<Plus aria-hidden size={16} />} onClick={() => setCreating(true)}>
          {t('new')}
        </Button>
      }
    >
      {data ? (
        data.items.length === 0 ? (
          <EmptyState icon={<KeyRound aria-hidden size={24} />} title={t('empty')}>
            {t('emptyText')}
          </EmptyState>
        ) : (
          <ul aria-label={t('title')}>
            {data.items.map((token) => (
              <TokenRow key={token.id} token={token} />
            ))}
          </ul>
        )
      ) : error ? (
        <ErrorState title={t('failed')} error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonRows rows={2} label={ui('loading')} />
      )}
      <CreateTokenDialog open={creating} onOpenChange={setCreating} />
    </Card>
  );
}

function TokenRow({ token }: { token: ApiToken }) {
  const t = useTranslations('account.tokens');
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { name } = token;
  const revoke = useMutation({
    mutationFn: () => revokeToken(token.id),
    onSuccess: () => toast({ title: t('revoked', { name }) }),
    onError: (error) => toast({ tone: 'danger', title: error.message }),
    onSettled: () => {
      setAsking(false);
      return client.invalidateQueries(tokensQuery);
    },
  });
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2.5 last:border-0">
      <div className="min-w-0 flex-1 basis-60">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          <span className="min-w-0 wrap-anywhere">{name}</span>
          {token.scopes.map((scope) => (
            <Chip key={scope} tone={scope === 'admin' ? 'warn' : 'plain'}>
              {t(`scope.${scope}`)}
            </Chip>
          ))}
        </p>
        <p className="text-table wrap-anywhere text-muted">
          <code className="font-mono">{token.hint}…</code> · {inProjects(token, t)}
        </p>
        <p className="text-table text-muted">
          {t.rich('expires', { at: () => <Expires at={token.expiresAt} expired={token.expired} /> })} ·{' '}
          {t.rich('used', { at: () => <LastUsed at={token.lastUsedAt} from={token.lastUsedFrom} /> })}
        </p>
      </div>
      <Button onClick={() => setAsking(true)} aria-label={t('revokeNamed', { name })}>
        {t('revoke')}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('revokeTitle', { name })}
        confirmLabel={t('revokeConfirm')}
        busy={revoke.isPending}
        onConfirm={() => revoke.mutate()}
      >
        <p>{t('revokeText')}</p>
      </ConfirmDialog>
    </li>
  );
}

type Translate = ReturnType<typeof useTranslations<'account.tokens'>>;

function inProjects({ projects }: ApiToken, t: Translate): string {
  if (projects === null) return t('allProjects');
  return projects.length === 0 ? t('noProjects') : t('onlyProjects', { projects: projects.join(', ') });
}
