'use client';
import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { Attention } from '#lib/schemas/system.ts';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';

const ICONS = {
  danger: <CircleAlert aria-hidden size={16} className="text-danger" />,
  warn: <TriangleAlert aria-hidden size={16} className="text-warn" />,
  info: <Info aria-hidden size={16} className="text-accent" />,
};
const ORDER = ['danger', 'warn', 'info'];

/** What needs a person, the most severe first; not there when nothing does. */
export function AttentionCard({ items }: { items: readonly Attention[] }) {
  const t = useTranslations('home');
  const sorted = items.toSorted((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
  return (
    <Card title={t('attention')} flush>
      <ul>
        {sorted.map(({ id, severity, message, action }) => (
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
    </Card>
  );
}
