'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { Robot, Trust } from '#lib/schemas/robots.ts';
import { IconButton } from '@/components/ui/button';
import { Dialog, DialogBody } from '@/components/ui/dialog';
import { ErrorState } from '@/components/ui/faces';
import { SkeletonRows } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast-store';
import { AddTrust } from './add-trust';
import { deleteTrust, robotsQuery, trustsQuery } from './queries';

/** The issuers that a robot trusts, and one more. */
export function TrustsDialog({ robot, onClose }: { robot: Robot | null; onClose: () => void }) {
  const t = useTranslations('robots.trust');
  return (
    <Dialog
      open={robot !== null}
      onOpenChange={(open) => open || onClose()}
      title={t('title', { name: robot?.name ?? '' })}
      description={t('lead')}
      className="md:w-[600px]"
    >
      <DialogBody>{robot && <Trusts robot={robot} />}</DialogBody>
    </Dialog>
  );
}

function Trusts({ robot }: { robot: Robot }) {
  const t = useTranslations('robots.trust');
  const ui = useTranslations('ui');
  const { data, error, refetch } = useQuery(trustsQuery(robot));
  if (!data && error) return <ErrorState title={t('failed')} error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonRows rows={2} label={ui('loading')} />;
  return (
    <>
      {data.items.length === 0 ? (
        <p className="text-muted">{t('none')}</p>
      ) : (
        <ul aria-label={t('label')} className="border-t border-line">
          {data.items.map((trust) => (
            <TrustRow key={trust.id} robot={robot} trust={trust} />
          ))}
        </ul>
      )}
      {/* Anew once there is one more. */}
      <AddTrust key={data.items.length} robot={robot} />
    </>
  );
}

function TrustRow({ robot, trust }: { robot: Robot; trust: Trust }) {
  const t = useTranslations('robots.trust');
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteTrust(robot, trust.id),
    onSuccess: () => toast({ title: t('removed') }),
    onError: (error) => toast({ tone: 'danger', title: error.message }),
    onSettled: () => client.invalidateQueries(robotsQuery(robot.project)),
  });
  return (
    <li className="flex items-start justify-between gap-4 border-b border-line py-2 text-table">
      <div className="min-w-0 wrap-anywhere">
        <p className="font-medium">{trust.issuer}</p>
        <p className="text-muted">{t('audienceOf', { audience: trust.audience })}</p>
        {Object.entries(trust.claims).map(([name, value]) => (
          <p key={name}>
            <code className="font-mono">
              {name}: {value}
            </code>
          </p>
        ))}
      </div>
      <IconButton
        label={t('remove', { issuer: trust.issuer })}
        busy={remove.isPending}
        onClick={() => remove.mutate()}
      >
        <Trash2 aria-hidden size={16} />
      </IconButton>
    </li>
  );
}
