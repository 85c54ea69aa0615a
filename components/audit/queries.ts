import { queryOptions } from '@tanstack/react-query';
import {
  auditFilter,
  type AuditEvent,
  type AuditForwarding,
  type AuditRetention,
} from '#lib/schemas/audit.ts';
import { api, queryString } from '@/components/api/client';
import { pagedQuery } from '@/components/api/paged';

/** Root of the keys. */
export const AUDIT = ['audit'] as const;

/** What the address may say about the list, besides `q`. Days (`2026-11-24`) are whole ones, in UTC. */
export const FIELDS = [
  'actor',
  'action',
  'project',
  'repository',
  'target',
  'credential',
  'result',
  'address',
  'since',
  'until',
] as const;
export type AuditField = (typeof FIELDS)[number];
export type AuditView = Partial<Record<AuditField | 'q', string>>;

/** What the address says about the list; what it can't mean is left out. */
export function auditView(get: (name: string) => string | null, project: string | null): AuditView {
  const fields = [...FIELDS.filter((name) => name !== 'project' || project === null), 'q' as const];
  const given = fields.flatMap((name) => {
    const value = get(name);
    const means = value && auditFilter.safeParse(queryOf({ [name]: value })).success;
    return means ? [[name, value] as const] : [];
  });
  return Object.fromEntries(given);
}

/** What is asked of the API for it. */
export function queryOf({ since, until, ...rest }: AuditView): Record<string, string> {
  return {
    ...rest,
    ...(since && { since: momentOf(since, 0) }),
    ...(until && { until: momentOf(until, 1) }),
  };
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 24 * 60 * 60 * 1000;

/** A day stands for its beginning, `days` later; a moment is itself. */
function momentOf(text: string, days: number): string {
  if (!DAY.test(text)) return text;
  const start = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(start) ? text : new Date(start + days * DAY_MS).toISOString();
}

/** Of the whole instance, or of one project. */
export function auditQuery(project: string | null, view: AuditView) {
  return pagedQuery<AuditEvent>([...AUDIT, project ?? ''], pathOf(project, 'audit-events'), queryOf(view));
}

export function exportAddress(project: string | null, view: AuditView, format: 'csv' | 'jsonl'): string {
  return `/api/v1${pathOf(project, 'audit-events:export')}${queryString({ ...queryOf(view), format })}`;
}

function pathOf(project: string | null, what: string): string {
  return project === null ? `/${what}` : `/projects/${project}/${what}`;
}

export const auditRetentionQuery = queryOptions({
  queryKey: [...AUDIT, 'retention'],
  queryFn: ({ signal }) => api<AuditRetention>('GET', '/system/audit-retention', { signal }),
});

/** How far it is changes by itself. */
const FORWARDING_MS = 5_000;

export const auditForwardingQuery = queryOptions({
  queryKey: [...AUDIT, 'forwarding'],
  queryFn: ({ signal }) => api<AuditForwarding>('GET', '/system/audit-forwarding', { signal }),
  refetchInterval: FORWARDING_MS,
});
