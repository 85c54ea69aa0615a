'use client';
import { History, Tags, Trash2, Unplug } from 'lucide-react';
import { useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { projectOf } from '#lib/oci/reference.ts';
import type { DeletedImage as Deleted } from '#lib/schemas/repositories.ts';
import { repositoryHref } from '@/components/api/repository-path';
import { useLiveEvents } from '@/components/live/live-events';
import { ButtonLink } from '@/components/ui/button';
import { shortDigest } from '@/components/ui/digest';
import { EmptyState } from '@/components/ui/faces';
import { PageHeader } from '@/components/ui/page-header';
import { repositoryCrumbs } from '@/components/ui/repository-crumbs';
import { RestoreButton } from '@/components/ui/restore-button';
import { DayOf, RelativeTime } from '@/components/ui/time';

/** The address of an image that is not there any more: how it went, and the way back where there is one. */
export function DeletedImage({ deleted, reference }: { deleted: Deleted; reference: string }) {
  const t = useTranslations('image.deleted');
  const repositories = useTranslations('repositories');
  const router = useRouter();
  const { repository, how, at, by, trashId, aliases } = deleted;
  const isTag = !reference.includes(':');
  const name = isTag ? reference : shortDigest(reference);
  const missing = how === 'missing';
  // It may be back by what somebody else did.
  useLiveEvents((event) => event.repository === repository && router.refresh());
  return (
    <div className="flex flex-col gap-6">
      <PageHeader
        crumbs={[
          ...repositoryCrumbs(repository, repositories('crumbs')),
          { label: repository, href: repositoryHref(repository) },
        ]}
        title={`${repository}${isTag ? ':' : '@'}${name}`}
        mono
      />
      <div className="rounded-md border border-line">
        <EmptyState
          icon={missing ? <Unplug aria-hidden size={32} /> : <Trash2 aria-hidden size={32} />}
          title={t(missing ? 'missingTitle' : 'title', { name })}
          action={
            <span className="flex flex-wrap justify-center gap-2">
              {trashId && (
                <RestoreButton
                  id={trashId}
                  name={deleted.tag ?? name}
                  variant="primary"
                  reason={deleted.abilities.restore ? null : t('needs', { project: projectOf(repository) })}
                  onDone={() => router.refresh()}
                />
              )}
              {isTag && (
                <ButtonLink
                  href={`${repositoryHref(repository, 'timeline')}?tag=${encodeURIComponent(reference)}`}
                  icon={<History aria-hidden size={16} />}
                >
                  {t('history')}
                </ButtonLink>
              )}
              <ButtonLink href={repositoryHref(repository)} icon={<Tags aria-hidden size={16} />}>
                {t('allTags')}
              </ButtonLink>
            </span>
          }
        >
          <p>
            {t.rich(missing ? 'missing' : by ? 'byWhom' : 'when', {
              by: by ?? '',
              time: () => <RelativeTime at={at} />,
            })}{' '}
            {!isTag && deleted.tag && t.rich('asTag', { tag: () => <Name>{deleted.tag}</Name> })}
          </p>
          {aliases.length > 0 && (
            <p>
              {t.rich('aliases', {
                count: aliases.length,
                tags: () =>
                  aliases.map((alias, index) => (
                    <span key={alias}>
                      {index > 0 && ', '}
                      <Name>{alias}</Name>
                    </span>
                  )),
              })}
            </p>
          )}
          {!missing && <Until deleted={deleted} />}
        </EmptyState>
      </div>
    </div>
  );
}

/** Whoever does not see the trash is told nothing of it. */
function Until({ deleted: { restorableUntil, abilities } }: { deleted: Deleted }) {
  const t = useTranslations('image.deleted');
  if (restorableUntil) return <p>{t.rich('until', { day: () => <DayOf at={restorableUntil} /> })}</p>;
  return abilities.restore ? <p>{t('gone')}</p> : null;
}

function Name({ children }: { children: ReactNode }) {
  return <code className="font-mono font-medium wrap-anywhere text-text">{children}</code>;
}
