'use client';
import clsx from 'clsx';
import { BadgeCheck, FileCheck, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { TagStatus } from '#lib/schemas/repositories.ts';

const ICONS = { signed: BadgeCheck, attested: FileCheck, incomplete: TriangleAlert };

/** What is to be known of an image at a glance, as icons; in words on hover. Nothing of it is verified. */
export function ImageStatus({ status }: { status: readonly TagStatus[] }) {
  const t = useTranslations('ui.status');
  return (
    <span className="flex items-center gap-1">
      {status.map((mark) => {
        const Icon = ICONS[mark];
        return (
          <span
            key={mark}
            title={t(mark)}
            className={clsx(
              'inline-flex size-5 items-center justify-center rounded-full',
              mark === 'incomplete' ? 'bg-warn-soft text-warn' : 'bg-hover text-text-2',
            )}
          >
            <Icon aria-hidden size={13} />
            <span className="sr-only">{t(mark)}</span>
          </span>
        );
      })}
    </span>
  );
}
