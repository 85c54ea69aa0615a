'use client';
import { Pin, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { repositoryHref, tagHref } from '@/components/api/repository-path';
import type { ManifestDetail, PlatformEntry } from '#lib/schemas/repositories.ts';
import { Chip } from '@/components/ui/chip';
import { Digest, shortDigest } from '@/components/ui/digest';
import { PageHeader } from '@/components/ui/page-header';
import { repositoryCrumbs } from '@/components/ui/repository-crumbs';
import { PinButton } from './pin-button';
import { PlatformSwitch } from './platform-switch';
import { platformsOf } from './platforms';

export function ImageHeader({
  top,
  reference,
  chosen,
  actions,
}: {
  top: ManifestDetail;
  reference: string;
  chosen: PlatformEntry | null;
  actions?: ReactNode;
}) {
  const t = useTranslations('image');
  const repositories = useTranslations('repositories');
  const { repository, digest, tags, kind } = top;
  const isTag = !reference.includes(':');
  const platforms = platformsOf(top);
  return (
    <div className="flex flex-col gap-3">
      <PageHeader
        crumbs={[
          ...repositoryCrumbs(repository, repositories('crumbs')),
          { label: repository, href: repositoryHref(repository) },
        ]}
        title={`${repository}${isTag ? ':' : '@'}${isTag ? reference : shortDigest(digest)}`}
        mono
        after={
          <span className="flex flex-wrap items-center gap-2">
            <Chip>{t(`kinds.${kind}`)}</Chip>
            {isTag && <Aliases repository={repository} tags={tags.filter((tag) => tag !== reference)} />}
            <Digest digest={digest} className="text-text-2" />
            {top.pinned && (
              <Chip
                icon={<Pin aria-hidden size={12} />}
                title={t('pin.by', { who: top.pinned.by ?? 'Lighter' })}
              >
                {t('pin.pinned')}
              </Chip>
            )}
            {tags.length === 0 && <Chip tone="warn">{t('untagged')}</Chip>}
          </span>
        }
        actions={
          <>
            {actions}
            <PinButton image={top} />
          </>
        }
      />
      {kind === 'index' && <PlatformSwitch platforms={platforms} chosen={chosen} />}
      {chosen && !chosen.stored && (
        <p role="status" className="flex items-start gap-2 rounded-md bg-warn-soft px-3 py-2 text-warn">
          <TriangleAlert aria-hidden size={16} className="mt-0.5 shrink-0" />
          {t('missing', { platform: chosen.platform ?? t('unknownPlatform') })}
        </p>
      )}
    </div>
  );
}

/** Names beside the title; all of them are at the right. */
const MOST_ALIASES = 3;

function Aliases({ repository, tags }: { repository: string; tags: readonly string[] }) {
  const t = useTranslations('image');
  const more = tags.length - MOST_ALIASES;
  return (
    <>
      {tags.slice(0, MOST_ALIASES).map((tag) => (
        <Link
          key={tag}
          href={tagHref(repository, tag)}
          title={t('alias', { name: tag })}
          className="inline-flex max-w-48 rounded-full pointer-coarse:py-2"
        >
          <Chip mono>{tag}</Chip>
        </Link>
      ))}
      {more > 0 && <span className="text-chip text-muted">+{more}</span>}
    </>
  );
}
