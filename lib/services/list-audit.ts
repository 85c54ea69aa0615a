import type { z } from 'zod';
import { AUDIT_SORT, readAuditEvents, type AuditConditions } from '#lib/db/read-audit.ts';
import type { Principal } from '#lib/policies/can.ts';
import {
  AUDIT_ACTIONS,
  type AuditEvent,
  type AuditFilter,
  type auditQuery,
  type AuditGroup,
} from '#lib/schemas/audit.ts';
import type { Page } from '#lib/schemas/common.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { presentAudit } from './present-audit.ts';
import { requireProject } from './require-access.ts';
import { requireSystem } from './require-system.ts';

type Query = z.output<typeof auditQuery>;

const ORDER = 'audit';

/** A page of all events, the latest first. For administrators. @throws AppError UNAUTHORIZED, DENIED, REQUEST_INVALID for a foreign cursor */
export async function listAudit(principal: Principal, query: Query): Promise<Page<AuditEvent>> {
  requireSystem(principal, 'system.manage');
  return await pageOf(query);
}

/** A page of a project's events. @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED, REQUEST_INVALID */
export async function listProjectAudit(
  principal: Principal,
  project: string,
  query: Omit<Query, 'project'>,
): Promise<Page<AuditEvent>> {
  await requireProject(principal, project, 'audit.view');
  return await pageOf({ ...query, project });
}

async function pageOf({ limit, cursor, ...filter }: Query): Promise<Page<AuditEvent>> {
  const after = decodeCursor(cursor, ORDER, AUDIT_SORT);
  const page = await readAuditEvents(conditionsOf(filter), { after, limit });
  return { items: page.rows.map(presentAudit), nextCursor: encodeCursor(ORDER, page.next) };
}

/** A group stands for its actions; what is neither finds what an older version may have recorded under that name. */
export function conditionsOf({ action, since, until, ...rest }: AuditFilter): AuditConditions {
  return {
    ...rest,
    actions: action === undefined ? undefined : actionsOf(action),
    since: since === undefined ? undefined : new Date(since),
    until: until === undefined ? undefined : new Date(until),
  };
}

function actionsOf(action: string): readonly string[] {
  return Object.hasOwn(AUDIT_ACTIONS, action) ? AUDIT_ACTIONS[action as AuditGroup] : [action];
}
