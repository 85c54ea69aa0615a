'use client';
import { useTranslations } from 'use-intl';
import type { ManifestDetail, PlatformEntry } from '#lib/schemas/repositories.ts';
import { useViewer } from '@/components/api/viewer';
import { copyText } from '@/components/ui/copy';
import { ErrorState } from '@/components/ui/faces';
import { pullCommands } from '@/components/ui/pull-commands';
import { useShortcuts } from '@/components/ui/shortcuts';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast-store';
import { useUrlState } from '@/components/ui/use-url-state';
import { AttachedTab } from './attached-tab';
import { attachedTo } from './attached-to';
import { ConfigTab } from './config-tab';
import { ImageSide } from './image-side';
import { LayersTab } from './layers-tab';
import { RawTab } from './raw-tab';
import { TabStrip } from './tab-strip';

const TABS = ['layers', 'config', 'attached', 'raw'] as const;
export type ImageTab = (typeof TABS)[number];

type Props = {
  top: ManifestDetail;
  image: ManifestDetail | undefined;
  chosen: PlatformEntry | null;
  reference: string;
  error: Error | null;
};

/** The tabs at the left, what one needs beside them at the right; on a phone the right comes first. */
export function ImageBody({ top, image, chosen, reference, error }: Props) {
  const t = useTranslations('image');
  const { registryHost: host } = useViewer();
  const { get, change } = useUrlState();
  const tab = TABS.find((name) => name === get('tab')) ?? 'layers';
  const open = (name: ImageTab) => change({ tab: name === 'layers' ? null : name });
  const tag = reference.includes(':') ? null : reference;
  const copy = (text: string) =>
    void copyText(text).then((done) => done && toast({ title: t('copied', { text }) }));
  useShortcuts([
    ...TABS.map((name, index) => ({
      keys: String(index + 1),
      label: t('keys.tab', { name: t(`tabs.${name}`) }),
      run: () => open(name),
    })),
    {
      keys: 'c',
      label: t('keys.pull'),
      run: () => copy(pullCommands({ host, repository: top.repository, tag, digest: top.digest }).docker),
    },
    { keys: 'y', label: t('keys.digest'), run: () => copy(top.digest) },
  ]);
  return (
    <div className="grid gap-6 lg:grid-cols-[minmax(0,8fr)_minmax(0,4fr)]">
      <div className="min-w-0 max-lg:order-2">
        <TabStrip
          label={t('tabs.label')}
          current={tab}
          onOpen={open}
          tabs={TABS.map((name) => ({
            id: name,
            label: t(`tabs.${name}`),
            count: name === 'attached' ? attachedTo(top, image).length || undefined : undefined,
          }))}
        />
        <div role="tabpanel" id={`panel-${tab}`} aria-labelledby={`tab-${tab}`} className="pt-4">
          {tab === 'attached' ? (
            <AttachedTab top={top} image={image} />
          ) : tab === 'raw' ? (
            <RawTab top={top} image={image} />
          ) : image ? (
            tab === 'layers' ? (
              <LayersTab key={image.digest} image={image} />
            ) : (
              <ConfigTab image={image} />
            )
          ) : error ? (
            <ErrorState title={t('failed')} error={error} />
          ) : (
            chosen?.stored && <Skeleton className="h-64 w-full" />
          )}
        </div>
      </div>
      <ImageSide top={top} image={image} tag={tag} />
    </div>
  );
}
