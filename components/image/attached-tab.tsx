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
import { RowLink } from '@/components/ui/row-link';
import { attachmentsOf, platformsOf } from './platforms';

/** Attestations and other entries of the index that nothing runs. */
export function AttachedTab({ top }: { top: ManifestDetail }) {
  const t = useTranslations('image.attached');
  const { registryHost } = useViewer();
  const attached = attachmentsOf(top);
  const platforms = new Map(platformsOf(top).map((entry) => [entry.digest, entry.platform]));
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
        <li
          key={entry.digest}
          className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-3 py-2.5 hover:bg-hover"
        >
          <span className="min-w-0 flex-1 basis-56 font-medium">
            {entry.referenceType === 'attestation-manifest' ? t('attestation') : t('other')}
          </span>
          <span className="text-muted">
            {t('of')} {platforms.get(entry.referenceDigest ?? '') ?? t('all')}
          </span>
          <RowLink
            mono
            href={manifestHref(top.repository, entry.digest)}
            title={entry.digest}
            className="font-normal"
          >
            {shortDigest(entry.digest)}
          </RowLink>
          <span className="w-16 text-right tabular-nums">
            {entry.size !== null && <Bytes value={entry.size} />}
          </span>
        </li>
      ))}
    </ul>
  );
}
