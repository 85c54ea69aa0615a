'use client';
import { useQuery } from '@tanstack/react-query';
import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { ButtonLink } from '@/components/ui/button';
import { attentionQuery } from './queries';
import { QueryCard } from './query-card';

const ICONS = {
  danger: <CircleAlert aria-hidden size={16} className="text-danger" />,
  warn: <TriangleAlert aria-hidden size={16} className="text-warn" />,
  info: <Info aria-hidden size={16} className="text-accent" />,
};
const ORDER = ['danger', 'warn', 'info'];

/** What needs a person, the most severe first; not there when nothing does. */
export function AttentionCard() {
  const t = useTranslations('home');
  const query = useQuery(attentionQuery);
  // Nobody is told of what they wait for, when mostly there is nothing.
  if (query.data ? query.data.items.length === 0 : !query.error) return null;
  return (
    <QueryCard title={t('attention')} flush query={query} unavailable={t('attentionUnavailable')}>
      {({ items }) => (
        <ul>
          {items
            .toSorted((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity))
            .map(({ id, severity, message, action }) => (
              <li
                key={id}
                className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-2 last:border-0"
              >
                {ICONS[severity]}
                <span className="min-w-0 flex-1 break-words">{message}</span>
                {action && <ButtonLink href={action.href}>{action.label}</ButtonLink>}
              </li>
            ))}
        </ul>
      )}
    </QueryCard>
  );
}
