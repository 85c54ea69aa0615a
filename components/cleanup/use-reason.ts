'use client';
import { useTranslations } from 'use-intl';
import type { RetentionReason } from '#lib/schemas/retention.ts';
import { formatBytes } from '#lib/oci/format-bytes.ts';
import { dayBefore, relative } from '@/components/ui/relative';
import { useNow } from '@/components/ui/time';
import type { Filling } from './reason';
import { explain } from './reason';

const DAY_MS = 86_400_000;

/** Says why a tag goes or stays: the rule that decides, and its grounds in words. */
export function useReason(): (reason: RetentionReason) => { rule: string | null; text: string } {
  const t = useTranslations('cleanup.reasons');
  const time = useTranslations('ui.time');
  const now = useNow();
  const fill = (filling: Filling): string | number => {
    if (typeof filling !== 'object') return filling;
    if ('bytes' in filling) return formatBytes(filling.bytes);
    const at = Date.parse(filling.at);
    const { unit, count } = relative(at, now);
    // A day of the month is the same in every zone but at its edges: what the server draws stays.
    return unit === 'date' ? dayBefore(now, (now - at) / DAY_MS) : time(unit, { count });
  };
  return (reason) => {
    const { rule, words } = explain(reason, now);
    const texts = words.map(({ key, values }) =>
      t(key, Object.fromEntries(Object.entries(values).map(([name, filling]) => [name, fill(filling)]))),
    );
    return { rule, text: texts.join(', ') };
  };
}
