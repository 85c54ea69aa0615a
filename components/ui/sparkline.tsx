'use client';
import { useTranslations } from 'use-intl';
import { dayBefore } from './relative';
import { useNow } from './time';

const BAR = 2;
const HEIGHT = 16;

/** Bars of a count by day (UTC), the last of them today: a trend to see at a glance; the highest day in words. */
export function Sparkline({ days }: { days: readonly number[] }) {
  const t = useTranslations('ui');
  const now = useNow();
  const most = Math.max(...days);
  const label = t('peak', { day: dayBefore(now, days.length - 1 - days.lastIndexOf(most)), count: most });
  const bars = days.flatMap((count, index) =>
    count > 0 ? [`M${index * BAR + BAR / 2} ${HEIGHT}v${-Math.max(1, (count / most) * HEIGHT)}`] : [],
  );
  return (
    <svg
      role="img"
      aria-label={label}
      width={days.length * BAR}
      height={HEIGHT}
      className="shrink-0 stroke-chart-3"
      strokeWidth={BAR * 0.75}
    >
      <title>{label}</title>
      <path d={`M0 ${HEIGHT - 0.5}H${days.length * BAR}`} className="stroke-line" strokeWidth={1} />
      <path d={bars.join('')} />
    </svg>
  );
}
