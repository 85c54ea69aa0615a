import { recordAudit } from '#lib/audit/record.ts';
import { newestAuditId, readAuditAfter, type AuditConditions } from '#lib/db/read-audit.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { AuditFilter, AuditFormat } from '#lib/schemas/audit.ts';
import type { Actor } from './actor.ts';
import { CSV_HEADER, csvLine, jsonLine } from './audit-formats.ts';
import { conditionsOf } from './list-audit.ts';
import { presentAudit } from './present-audit.ts';
import { requireProject } from './require-access.ts';
import { requireSystem } from './require-system.ts';

/** Some 300 KB at a time: the whole is never in memory, however long. */
const BATCH = 1_000;

export type AuditExport = { mediaType: string; fileName: string; parts: AsyncGenerator<string, void> };

type Options = AuditFilter & { format: AuditFormat };
type Asker = { principal: Principal; actor: Actor };

/**
 * All events that match, the earliest first, up to the latest there is now; to be read at the reader's pace. For administrators.
 * @throws AppError UNAUTHORIZED, DENIED
 */
export async function exportAudit({ principal, actor }: Asker, options: Options): Promise<AuditExport> {
  requireSystem(principal, 'system.manage');
  return await begin(options, actor);
}

/** A project's. @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED */
export async function exportProjectAudit(
  { principal, actor }: Asker,
  project: string,
  options: Omit<Options, 'project'>,
): Promise<AuditExport> {
  await requireProject(principal, project, 'audit.view');
  return await begin({ ...options, project }, actor);
}

async function begin({ format, ...filter }: Options, actor: Actor): Promise<AuditExport> {
  const upTo = await newestAuditId();
  const project = filter.project ?? null;
  // What somebody looks for may itself be a secret.
  const { q, ...shown } = filter;
  const detail = { format, ...shown, ...(q !== undefined && { q: true }) };
  await recordAudit(null, { actor, action: 'audit.exported', project, detail });
  return {
    mediaType: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
    fileName: `audit-${new Date().toISOString().slice(0, 10)}.${format}`,
    parts: partsOf(conditionsOf(filter), format, upTo),
  };
}

async function* partsOf(
  conditions: AuditConditions,
  format: AuditFormat,
  upTo: number,
): AsyncGenerator<string, void> {
  if (format === 'csv') yield CSV_HEADER;
  const toLine = format === 'csv' ? csvLine : jsonLine;
  for (let after = 0; ;) {
    const rows = await readAuditAfter(conditions, { after, upTo, limit: BATCH });
    if (rows.length > 0) yield rows.map((row) => toLine(presentAudit(row))).join('');
    if (rows.length < BATCH) return;
    after = rows.at(-1)!.id;
  }
}
