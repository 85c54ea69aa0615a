'use client';
import { Paperclip } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { ManifestDetail } from '#lib/schemas/repositories.ts';
import { manifestHref } from '@/components/api/repository-path';
import { useViewer } from '@/components/api/viewer';
import { Bytes } from '@/components/ui/bytes';
import { CommandLine } from '@/components/ui/copy';
import { shortDigest } from '@/components/ui/digest';
import { EmptyState } from '@/components/ui/faces';
import { shortPlatform } from '@/components/ui/platform-chips';
import { RowLink } from '@/components/ui/row-link';
import { RelativeTime } from '@/components/ui/time';
import { attachedTo } from './attached-to';
import type { Attached } from './attached-to';

/** Signatures, attestations and other things that belong to the image; nothing of them is verified. */
export function AttachedTab({ top, image }: { top: ManifestDetail; image: ManifestDetail | undefined }) {
  const t = useTranslations('image.attached');
  const { registryHost } = useViewer();
  const attached = attachedTo(top, image);
  if (attached.length === 0) {
    return (
      <EmptyState icon={<Paperclip aria-hidden size={28} />} title={t('empty')}>
        <p className="mb-3">{t('emptyText')}</p>
        <CommandLine
          command={`docker buildx build --sbom=true --provenance=true --push -t ${registryHost}/${top.repository}:${top.tags[0] ?? 'latest'} .`}
        />
      </EmptyState>
    );
  }
  return (
    <ul aria-label={t('label')} className="border-t border-line text-table">
      {attached.map((entry) => (
        <Row key={entry.digest} entry={entry} repository={top.repository} />
      ))}
    </ul>
  );
}

function Row({ entry, repository }: { entry: Attached; repository: string }) {
  const t = useTranslations('image.attached');
  const { digest, kind, artifactType, platform, pushedAt, pushedBy, size } = entry;
  return (
    <li className="grid items-center gap-x-4 gap-y-1 border-b border-line px-3 py-2.5 hover:bg-hover max-md:grid-cols-[minmax(0,1fr)_auto] md:grid-cols-[minmax(0,1fr)_5rem_9rem_9.5rem_4.5rem]">
      <span className="min-w-0">
        <span className="font-medium">{t(`kinds.${kind}`)}</span>
        {artifactType && <span className="block truncate text-muted">{artifactType}</span>}
      </span>
      <span className="text-muted max-md:text-right">{platform ? shortPlatform(platform) : t('all')}</span>
      <RowLink mono href={manifestHref(repository, digest)} title={digest} className="font-normal">
        {shortDigest(digest)}
      </RowLink>
      <span className="truncate text-muted max-md:order-last">
        {pushedAt && <RelativeTime at={pushedAt} />}
        {pushedBy && ` · ${pushedBy}`}
      </span>
      <span className="text-right tabular-nums">{size !== null && <Bytes value={size} />}</span>
    </li>
  );
}
