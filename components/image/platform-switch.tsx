'use client';
import { useTranslations } from 'use-intl';
import type { PlatformEntry } from '#lib/schemas/repositories.ts';
import { shortPlatform } from '@/components/ui/platform-chips';
import { Segmented } from '@/components/ui/segmented';
import { Select } from '@/components/ui/select';
import { useShortcuts } from '@/components/ui/shortcuts';
import { useUrlState } from '@/components/ui/use-url-state';
import { keyOf } from './platforms';

/** Side by side they are a line up to so many; beyond, a list. */
const MOST_SEGMENTS = 6;

/** Which platform of the image one looks at: in the address; the tab and the scroll stay. */
export function PlatformSwitch({
  platforms,
  chosen,
}: {
  platforms: readonly PlatformEntry[];
  chosen: PlatformEntry | null;
}) {
  const t = useTranslations('image');
  const { change } = useUrlState();
  const at = platforms.indexOf(chosen!);
  const go = (step: 1 | -1) => {
    const next = platforms[(at + step + platforms.length) % platforms.length];
    if (next) change({ platform: keyOf(next) });
  };
  useShortcuts([
    { keys: '[', label: t('keys.previous'), run: () => go(-1) },
    { keys: ']', label: t('keys.next'), run: () => go(1) },
  ]);
  if (!chosen) return null;
  const labelOf = (entry: PlatformEntry) => {
    const name = entry.platform ? shortPlatform(entry.platform) : t('unknownPlatform');
    return entry.stored ? name : `${name} (${t('notStored')})`;
  };
  const onChange = (platform: string) => change({ platform });
  const inLine = platforms.length <= MOST_SEGMENTS;
  return (
    <div>
      {inLine && (
        <Segmented
          label={t('platform')}
          value={keyOf(chosen)}
          onChange={onChange}
          segments={platforms.map((entry) => ({
            value: keyOf(entry),
            label: labelOf(entry),
            title: entry.platform ?? undefined,
          }))}
          className="max-md:hidden"
        />
      )}
      <Select
        label={t('platform')}
        prefix={`${t('platform')}:`}
        value={keyOf(chosen)}
        onChange={onChange}
        options={platforms.map((entry) => ({ value: keyOf(entry), label: labelOf(entry) }))}
        className={inLine ? 'w-full md:hidden' : 'max-md:w-full'}
      />
    </div>
  );
}
