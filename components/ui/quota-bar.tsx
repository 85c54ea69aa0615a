'use client';
import clsx from 'clsx';
import { useTranslations } from 'use-intl';
import type { QuotaState } from '#lib/schemas/quotas.ts';
import { QUOTA_WARNS_FROM } from '#lib/schemas/quotas.ts';
import { formatBytes } from '#lib/oci/format-bytes.ts';

type One = QuotaState[number];

/** "8.2 GiB of 10 GiB", "3 of 5 repositories". */
export function useQuotaWords(): (state: One) => string {
  const t = useTranslations('ui.quota');
  return ({ kind, limit, used }) =>
    kind === 'bytes'
      ? t('bytes', { used: formatBytes(used), limit: formatBytes(limit) })
      : t(kind, { used, limit });
}

/** How full one quota is: a bar with its words. */
export function QuotaBar({ state, className }: { state: One; className?: string }) {
  const words = useQuotaWords()(state);
  const share = state.limit === 0 ? 1 : state.used / state.limit;
  return (
    <span className={clsx('inline-flex min-w-0 flex-col gap-1', className)}>
      <span className="flex items-baseline justify-between gap-3 text-table tabular-nums">
        <span className="truncate">{words}</span>
        <span className={clsx('text-chip', TEXT[levelOf(share)])}>{Math.floor(share * 100)} %</span>
      </span>
      <span
        role="meter"
        aria-label={words}
        aria-valuemin={0}
        aria-valuemax={state.limit}
        aria-valuenow={state.used}
        className="block h-1.5 overflow-hidden rounded-full bg-hover"
      >
        <span
          className={clsx('block h-full rounded-full', FILL[levelOf(share)])}
          style={{ width: `${Math.min(share, 1) * 100}%` }}
        />
      </span>
    </span>
  );
}

type Level = 'fine' | 'near' | 'full';

function levelOf(share: number): Level {
  if (share >= 1) return 'full';
  return share >= QUOTA_WARNS_FROM ? 'near' : 'fine';
}

const FILL: Record<Level, string> = { fine: 'bg-accent', near: 'bg-warn', full: 'bg-danger' };
const TEXT: Record<Level, string> = { fine: 'text-muted', near: 'text-warn', full: 'text-danger' };
