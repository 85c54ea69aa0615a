'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { ManifestDetail } from '#lib/schemas/repositories.ts';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/faces';
import { RelativeTime } from '@/components/ui/time';

/** How the image runs: what starts, as whom, where, with which variables. */
export function ConfigTab({ image }: { image: ManifestDetail }) {
  const t = useTranslations('image.config');
  const { config } = image;
  if (!config)
    return (
      <EmptyState title={t('none')}>{image.kind === 'image' ? t('noneKept') : t('noneText')}</EmptyState>
    );
  return (
    <div className="flex flex-col gap-6">
      <Card title={t('runtime')} flush>
        <dl>
          <Row label={t('entrypoint')}>{commandOf(config.entrypoint)}</Row>
          <Row label={t('cmd')}>{commandOf(config.cmd)}</Row>
          <Row label={t('workingDir')}>{config.workingDir}</Row>
          <Row label={t('user')}>{config.user || t('root')}</Row>
          <Row label={t('ports')}>{config.ports.join(', ')}</Row>
          <Row label={t('volumes')}>{config.volumes.join(', ')}</Row>
          <Row label={t('healthcheck')}>{config.healthcheck}</Row>
          <Row label={t('stopSignal')}>{config.stopSignal}</Row>
          <Row label={t('built')}>{image.builtAt && <RelativeTime at={image.builtAt} />}</Row>
        </dl>
      </Card>
      <Card title={t('env')} flush>
        {config.env.length === 0 ? (
          <p className="px-4 py-4 text-muted">{t('noEnv')}</p>
        ) : (
          <dl>
            {config.env.map(({ name, value }) => (
              <Row key={name} label={<code className="font-mono">{name}</code>}>
                {value}
              </Row>
            ))}
          </dl>
        )}
      </Card>
    </div>
  );
}

function Row({ label, children }: { label: ReactNode; children: ReactNode }) {
  const t = useTranslations('image.config');
  return (
    <div className="grid gap-x-4 border-b border-line px-4 py-2 text-table last:border-0 md:grid-cols-[12rem_minmax(0,1fr)]">
      <dt className="wrap-anywhere text-muted">{label}</dt>
      <dd className="min-w-0 wrap-anywhere">
        {children ? (
          <code className="font-mono">{children}</code>
        ) : (
          <span className="text-muted">{t('unset')}</span>
        )}
      </dd>
    </div>
  );
}

/** As in a Dockerfile's exec form where a word has a space, else as typed. */
function commandOf(words: readonly string[]): string {
  return words.some((word) => /\s/.test(word)) ? JSON.stringify(words) : words.join(' ');
}
