import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Position, SortColumn } from '#lib/db/keyset.ts';
import { AppError } from '#lib/errors/app-error.ts';

/** A place in a list sorted by `sort`, as opaque text for `nextCursor`; null after the last row. */
export function encodeCursor(sort: string, position: Position | null): string | null {
  if (!position) return null;
  const payload = JSON.stringify([sort, position.group, position.value, position.tie]);
  return `${Buffer.from(payload).toString('base64url')}.${checksum(payload)}`;
}

/**
 * The place that `encodeCursor` wrote for the same `sort`; null for no cursor: the start.
 * @throws AppError REQUEST_INVALID for anything else
 */
export function decodeCursor(cursor: string | undefined, sort: string, column: SortColumn): Position | null {
  if (cursor === undefined) return null;
  const [encoded = '', sum] = cursor.split('.');
  const payload = Buffer.from(encoded, 'base64url').toString();
  if (sum !== checksum(payload)) throw invalid();
  const parsed = z
    .tuple([z.literal(sort), z.int(), z.unknown(), TIE[column.tieKind]])
    .safeParse(parseJson(payload));
  if (!parsed.success) throw invalid();
  const [, group, value, tie] = parsed.data;
  const constant = column.groups[group]?.constant;
  if (constant === undefined) throw invalid();
  const checked = (constant ? z.null() : VALUE[column.kind]).safeParse(value);
  if (!checked.success) throw invalid();
  return { group, value: checked.data, tie };
}

/** No text of ours holds a NUL, which Postgres would refuse. */
const storedText = z.string().refine((text) => !text.includes('\0'));

/** Postgres has no year 0. */
const storedTime = z.iso.datetime().refine((time) => !time.startsWith('0000'));

const VALUE = { text: storedText, number: z.int(), time: storedTime };
const TIE = { text: storedText, id: z.string().regex(/^\d{1,18}$/) };

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Tells a cut or edited cursor from one of ours. It guards nothing: a cursor opens no more than the list does. */
function checksum(payload: string): string {
  return createHash('sha256').update(payload).digest('base64url').slice(0, 8);
}

function invalid(): AppError {
  return new AppError('REQUEST_INVALID', 'The cursor is not one of this list. Start again without it.');
}
