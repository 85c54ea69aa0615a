'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { NoMatch } from '@/components/ui/faces';
import { FilterInput } from '@/components/ui/filter-input';
import { PageHeader } from '@/components/ui/page-header';
import { useUrlState } from '@/components/ui/use-url-state';
import { grouped, type Listed } from './document';
import { OperationItem } from './operation-item';

/** Every operation of the API, to read and to try. */
export function ReferencePage({ operations }: { operations: readonly Listed[] }) {
  const t = useTranslations('reference');
  const { get, change } = useUrlState();
  const q = get('q') ?? '';
  const [open, setOpen] = useState<string | null>(null);
  const words = q.toLowerCase().split(/\s+/);
  const shown = operations.filter((one) => {
    const text = `${one.method} ${one.path} ${one.summary}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return (
    <div className="flex flex-col gap-6">
      <PageHeader
        title={t('title')}
        lead={t.rich('lead', {
          link: (chunks) => (
            <a href="/api/v1/openapi.json" className="text-accent underline">
              {chunks}
            </a>
          ),
        })}
      />
      <FilterInput
        value={q}
        label={t('filter')}
        onChange={(text) => change({ q: text || null })}
        className="w-72 max-md:w-full"
      />
      {shown.length === 0 && <NoMatch query={q} onClear={() => change({ q: null })} />}
      {grouped(shown).map(([group, list]) => (
        <section key={group} className="flex flex-col gap-2">
          <h2 className="text-section">{group}</h2>
          <ul className="divide-y divide-line rounded-md border border-line">
            {list.map((one) => {
              const key = `${one.method} ${one.path}`;
              return (
                <OperationItem
                  key={key}
                  listed={one}
                  open={open === key}
                  onToggle={() => setOpen(open === key ? null : key)}
                />
              );
            })}
          </ul>
        </section>
      ))}
    </div>
  );
}
