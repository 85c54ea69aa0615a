'use client';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import type { ManifestDetail } from '#lib/schemas/repositories.ts';
import { tagHref } from '@/components/api/repository-path';
import { useViewer } from '@/components/api/viewer';
import { Card } from '@/components/ui/card';
import { Chip } from '@/components/ui/chip';
import { PullBar } from '@/components/ui/pull-bar';
import { Labels } from './labels';

const MOST_TAGS = 12;

/** Pull commands, the tags on this image, its labels. */
export function ImageSide({
  top,
  image,
  tag,
}: {
  top: ManifestDetail;
  image: ManifestDetail | undefined;
  tag: string | null;
}) {
  const t = useTranslations('image.side');
  const { registryHost } = useViewer();
  const { repository, tags } = top;
  const shown = tags.slice(0, MOST_TAGS);
  return (
    <aside className="flex min-w-0 flex-col gap-4 self-start lg:sticky lg:top-16">
      <Card title={t('pull')}>
        <PullBar stacked target={{ host: registryHost, repository, tag, digest: top.digest }} />
      </Card>
      <Card title={t('tags')}>
        {tags.length === 0 ? (
          <p className="text-muted">{t('noTags')}</p>
        ) : (
          <ul className="flex flex-wrap gap-1.5">
            {shown.map((name) => (
              <li key={name} className="min-w-0">
                <Link
                  href={tagHref(repository, name)}
                  aria-current={name === tag ? 'page' : undefined}
                  className="inline-flex max-w-full rounded-full pointer-coarse:py-2"
                >
                  <Chip mono tone={name === tag ? 'accent' : 'plain'}>
                    {name}
                  </Chip>
                </Link>
              </li>
            ))}
            {tags.length > shown.length && (
              <li className="text-table text-muted">
                {t('moreTags', { count: tags.length - shown.length })}
              </li>
            )}
          </ul>
        )}
      </Card>
      <Labels title={t('labels')} values={image?.config?.labels ?? {}} />
      <Labels title={t('annotations')} values={{ ...image?.annotations, ...top.annotations }} />
    </aside>
  );
}
