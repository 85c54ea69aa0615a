import type { AuditEvent } from '#lib/schemas/audit.ts';

/** Of a line of the CSV, in this order. */
const COLUMNS = [
  'id',
  'at',
  'actor',
  'credential',
  'action',
  'result',
  'project',
  'repository',
  'target',
  'address',
  'detail',
] as const satisfies (keyof AuditEvent)[];

/**
 * Programs that show a table take a cell that begins so for a formula, which a name or a tag could be made to look like (OWASP, "CSV
 * Injection"): an apostrophe before it makes it text.
 */
const FORMULA = /^[=+\-@\t\r]/;

/** The first line of the CSV (RFC 4180). */
export const CSV_HEADER = line(COLUMNS);

/** An event as a line of CSV. */
export function csvLine(event: AuditEvent): string {
  return line(
    COLUMNS.map((column) => {
      const value = event[column];
      return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value ?? '');
    }),
  );
}

/** An event as a line of JSON. */
export function jsonLine(event: AuditEvent): string {
  return `${JSON.stringify(event)}\n`;
}

function line(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(value: string): string {
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
