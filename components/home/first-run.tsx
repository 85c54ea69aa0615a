'use client';
import { CircleCheck, LoaderCircle } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import type { PushGroup } from '#lib/schemas/system.ts';
import { tagHref } from '@/components/api/repository-path';
import { useViewer } from '@/components/api/viewer';
import { Card } from '@/components/ui/card';
import { CommandLine } from '@/components/ui/copy';

/** An image that everyone can have in a second, for the example. */
const EXAMPLE = 'busybox';

/** The three commands of a first push, with the real host and name; notices the push by itself. */
export function FirstRun({ username, first }: { username: string; first: PushGroup | null }) {
  const t = useTranslations('home.firstRun');
  const { registryHost } = useViewer();
  const target = `${registryHost}/${username}/${EXAMPLE}:latest`;
  const steps = [
    { label: t('login'), command: `docker login ${registryHost} -u ${username}` },
    { label: t('tag'), command: `docker pull ${EXAMPLE} && docker tag ${EXAMPLE} ${target}` },
    { label: t('push'), command: `docker push ${target}` },
  ];
  return (
    <Card title={t('title')}>
      <p className="text-text-2">{t('lead')}</p>
      <ol className="mt-4 grid gap-4 lg:grid-cols-3">
        {steps.map(({ label, command }, index) => (
          <li key={label} className="flex min-w-0 flex-col gap-2">
            <span className="flex items-center gap-2 font-medium">
              <span
                aria-hidden
                className="flex size-5 items-center justify-center rounded-full bg-accent-soft text-chip text-accent"
              >
                {index + 1}
              </span>
              {label}
            </span>
            <CommandLine wrap command={command} label={label} />
          </li>
        ))}
      </ol>
      <p role="status" className="mt-4 flex items-center gap-2">
        {first ? (
          <>
            <CircleCheck aria-hidden size={16} className="text-ok" />
            <span>
              {t.rich('arrived', {
                name: `${first.repository}:${first.tags[0]}`,
                link: (chunks) => (
                  <Link
                    href={tagHref(first.repository, first.tags[0] ?? '')}
                    className="font-medium text-accent underline"
                  >
                    {chunks}
                  </Link>
                ),
              })}
            </span>
          </>
        ) : (
          <>
            <LoaderCircle aria-hidden size={16} className="animate-spin text-muted" />
            <span className="text-muted">{t('waiting')}</span>
          </>
        )}
      </p>
    </Card>
  );
}
