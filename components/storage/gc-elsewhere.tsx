'use client';
import { useTranslations } from 'use-intl';
import type { GcState, SystemStorage } from '#lib/schemas/storage.ts';
import { CommandLine } from '@/components/ui/copy';
import { formatBytes } from '#lib/oci/format-bytes.ts';

/** For a registry that Lighter does not reach the storage of: what to do there, and what it would free. */
export function GcElsewhere({ gc, reclaimable }: { gc: GcState; reclaimable: SystemStorage['reclaimable'] }) {
  const t = useTranslations('storage');
  return (
    <div className="flex flex-col gap-4 px-4 py-4">
      <p className="max-w-(--container-form) text-text-2">
        {t('elsewhere', { size: formatBytes(reclaimable.bytes), count: reclaimable.blobs })}
      </p>
      <ul className="flex flex-col gap-3">
        {gc.commands.map(({ where, command }) => (
          <li key={where} className="flex flex-col gap-1">
            <span className="text-table font-medium">{where}</span>
            <CommandLine command={command} label={t('commandLabel', { where })} wrap />
          </li>
        ))}
      </ul>
      <p className="max-w-(--container-form) text-table text-muted">{t('elsewhereHelp')}</p>
    </div>
  );
}
