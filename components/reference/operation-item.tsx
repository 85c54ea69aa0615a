'use client';
import { useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import { ChevronRight } from 'lucide-react';
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import { ErrorState } from '@/components/ui/faces';
import { SkeletonRows } from '@/components/ui/skeleton';
import type { Listed, Operation } from './document';
import { documentQuery } from './queries';
import { SchemaFields } from './schema-fields';
import { TryIt } from './try-it';

/** An operation as one line; opened, all of it. */
export function OperationItem({
  listed,
  open,
  onToggle,
}: {
  listed: Listed;
  open: boolean;
  onToggle: () => void;
}) {
  const id = useId();
  return (
    <li>
      <h3>
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          onClick={onToggle}
          className="flex min-h-10 w-full items-start gap-3 px-3 py-2 text-left hover:bg-hover pointer-coarse:min-h-11"
        >
          <ChevronRight
            aria-hidden
            size={16}
            className={clsx('mt-0.5 shrink-0 text-muted', open && 'rotate-90')}
          />
          <span className="w-16 shrink-0 font-mono text-table font-semibold text-text-2">
            {listed.method}
          </span>
          <span className="flex min-w-0 flex-1 flex-wrap gap-x-4">
            <code className="font-mono text-table wrap-anywhere">{listed.path}</code>
            <span className="text-table text-muted">{listed.summary}</span>
          </span>
        </button>
      </h3>
      <div id={id} hidden={!open}>
        {open && <Opened listed={listed} />}
      </div>
    </li>
  );
}

function Opened({ listed }: { listed: Listed }) {
  const t = useTranslations('reference');
  const { data, error, refetch } = useQuery(documentQuery);
  if (error && !data) return <ErrorState title={t('failed')} error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonRows label={t('loading')} />;
  const operation = data.paths[listed.path]?.[listed.method.toLowerCase()];
  return operation ? <Details listed={listed} operation={operation} /> : null;
}

function Details({ listed, operation }: { listed: Listed; operation: Operation }) {
  const t = useTranslations('reference');
  const body = operation.requestBody?.content['application/json']?.schema;
  const { parameters = [] } = operation;
  return (
    <div className="grid gap-6 border-t border-line p-4 lg:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-4">
        <p className="text-table text-text-2">{t(`access.${accessOf(operation)}`)}</p>
        {parameters.length > 0 && (
          <SchemaFields
            title={t('parameters')}
            schema={{
              properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
              required: parameters.filter(({ required }) => required).map(({ name }) => name),
            }}
          />
        )}
        {body && <SchemaFields title={t('body')} schema={body} />}
        {Object.entries(operation.responses).map(([status, { content = {} }]) => {
          const [media = '', described] = Object.entries(content)[0] ?? [];
          const title = status === 'default' ? t('error') : t('answer', { status });
          return <SchemaFields key={status} title={title} media={media} schema={described?.schema ?? {}} />;
        })}
      </div>
      <TryIt listed={listed} parameters={parameters} body={body} />
    </div>
  );
}

function accessOf({ security }: Operation): 'anyone' | 'optional' | 'signedIn' {
  if (security.length === 0) return 'anyone';
  return security.some((way) => Object.keys(way).length === 0) ? 'optional' : 'signedIn';
}
