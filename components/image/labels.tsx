'use client';
import { ExternalLink } from 'lucide-react';
import { Card } from '@/components/ui/card';
import { linkOf } from './label-link';

/** Labels or annotations by name; source and revision become links. Not there when there are none. */
export function Labels({ title, values }: { title: string; values: Readonly<Record<string, string>> }) {
  const entries = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return null;
  return (
    <Card title={title}>
      <dl className="flex max-h-96 flex-col gap-2.5 overflow-y-auto text-table">
        {entries.map(([name, value]) => {
          const href = linkOf(name, value, values);
          return (
            <div key={name} className="min-w-0">
              <dt className="wrap-anywhere text-muted">{name}</dt>
              <dd className="wrap-anywhere">
                {href ? (
                  <a href={href} rel="noreferrer" target="_blank" className="text-accent hover:underline">
                    {value}
                    <ExternalLink aria-hidden size={12} className="ml-1 inline align-baseline" />
                  </a>
                ) : (
                  value
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </Card>
  );
}
