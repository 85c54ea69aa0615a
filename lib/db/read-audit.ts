import { query } from './pool.ts';
import { readPage, sortById, type Position, type SortedPage } from './keyset.ts';
import { containing, SqlValues } from './sql-values.ts';

export type AuditRow = {
  id: number;
  at: Date;
  actor: string | null;
  credential: string | null;
  action: string;
  result: 'done' | 'refused' | 'failed';
  project: string | null;
  repository: string | null;
  target: string | null;
  detail: Record<string, unknown> | null;
  address: string | null;
};

/** All must hold. `actions`: one of them; `q`: anywhere in an event's words; `address`: it, or a network in CIDR. */
export type AuditConditions = {
  actor?: string | undefined;
  actions?: readonly string[] | undefined;
  project?: string | undefined;
  repository?: string | undefined;
  target?: string | undefined;
  credential?: string | undefined;
  result?: string | undefined;
  address?: string | undefined;
  since?: Date | undefined;
  until?: Date | undefined;
  q?: string | undefined;
};

/** In the order of their making. */
export const AUDIT_SORT = sortById('e.id');

/** A page of events, the latest first. */
export function readAuditEvents(
  conditions: AuditConditions,
  options: { after: Position | null; limit: number },
): Promise<SortedPage<AuditRow & { sortValue: null; sortTie: string }>> {
  return readPage(AUDIT_SORT, { ...options, descending: true }, (sliced) => {
    const values = new SqlValues();
    const slice = sliced(values);
    return query(
      `SELECT ${COLUMNS}, NULL AS "sortValue", e.id::text AS "sortTie" FROM audit_event e
        WHERE ${conditionOf(conditions, values)} AND ${slice.condition} ORDER BY ${slice.order} LIMIT ${slice.limit}`,
      values.list,
    );
  });
}

/** Up to `limit` events with an id above `after` and up to `upTo`, the earliest first. */
export async function readAuditAfter(
  conditions: AuditConditions,
  { after, upTo, limit }: { after: number; upTo: number; limit: number },
): Promise<AuditRow[]> {
  const values = new SqlValues();
  return await query<AuditRow>(
    `SELECT ${COLUMNS} FROM audit_event e
      WHERE ${conditionOf(conditions, values)} AND e.id > ${values.add(after)} AND e.id <= ${values.add(upTo)}
      ORDER BY e.id LIMIT ${values.add(limit)}`,
    values.list,
  );
}

/** The id of the latest event; 0 without any. */
export async function newestAuditId(): Promise<number> {
  const [row] = await query<{ id: number }>(`SELECT coalesce(max(id), 0) AS id FROM audit_event`);
  return row!.id;
}

const COLUMNS = `
  e.id, e.at, e.actor, e.credential, e.action, e.result, e.project, e.repository, e.target, e.detail, e.address`;

/**
 * An event has the time at which its transaction began, and an id of when it was written: no transaction takes as long as this, so
 * ids further from a time than this need not be looked at.
 */
const SLACK = `interval '15 minutes'`;

function conditionOf(conditions: AuditConditions, values: SqlValues): string {
  const { actions, credential, address, since, until, q } = conditions;
  const all = EQUAL.flatMap((column) => {
    const value = conditions[column];
    return value === undefined ? [] : [`e.${column} = ${values.add(value)}`];
  });
  if (actions) all.push(`e.action = ANY (${values.add(actions)}::text[])`);
  if (credential !== undefined) {
    const value = values.add(credential);
    all.push(`(e.credential = ${value} OR split_part(e.credential, ' ', 1) = ${value})`);
  }
  if (address !== undefined) all.push(fromAddress(address, values));
  if (since) all.push(sinceTime(values.add(since)));
  if (until) all.push(untilTime(values.add(until)));
  if (q !== undefined) all.push(inWords(values.add(containing(q))));
  return all.length > 0 ? all.join(' AND ') : 'TRUE';
}

const EQUAL = ['actor', 'project', 'repository', 'target', 'result'] as const;

/** Not all that stands there need be an address that Postgres can read: one with a zone (`fe80::1%eth0`) is none. */
function fromAddress(address: string, values: SqlValues): string {
  const value = values.add(address);
  if (!address.includes('/')) return `e.address = ${value}`;
  return `CASE WHEN e.address ~ '^[0-9A-Fa-f:.]+$' THEN e.address::inet <<= ${value}::inet ELSE false END`;
}

function sinceTime(time: string): string {
  return `e.at >= ${time}::timestamptz AND e.id > coalesce(
    (SELECT id FROM audit_event WHERE at < ${time}::timestamptz - ${SLACK} ORDER BY at DESC LIMIT 1), 0)`;
}

function untilTime(time: string): string {
  return `e.at < ${time}::timestamptz AND e.id < coalesce(
    (SELECT id FROM audit_event WHERE at > ${time}::timestamptz + ${SLACK} ORDER BY at LIMIT 1), 9223372036854775807)`;
}

function inWords(pattern: string): string {
  const words = [
    'actor',
    'credential',
    'action',
    'repository',
    'project',
    'target',
    'address',
    'detail::text',
  ];
  return `(${words.map((column) => `e.${column} ILIKE ${pattern}`).join(' OR ')})`;
}
