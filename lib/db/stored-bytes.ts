import { AppError } from '#lib/errors/app-error.ts';
import { query } from './pool.ts';

type StoredBytes = { bytes: Buffer; mediaType: string };

/** The exact bytes of the manifest that a tag points at in the index, or null. */
export async function taggedBytes(repositoryId: number, tag: string): Promise<StoredBytes | null> {
  const [row] = await query<StoredBytes>(
    `SELECT m.bytes, m.media_type AS "mediaType" FROM tag t JOIN manifest m ON m.id = t.manifest_id
     WHERE t.repository_id = $1 AND t.name = $2`,
    [repositoryId, tag],
  );
  return row ?? null;
}

/** The exact bytes of an indexed manifest and its media type. @throws AppError NOT_FOUND */
export async function storedBytes(manifestId: number): Promise<StoredBytes> {
  const [row] = await query<StoredBytes>(
    'SELECT bytes, media_type AS "mediaType" FROM manifest WHERE id = $1',
    [manifestId],
  );
  if (!row) throw new AppError('NOT_FOUND', 'This image has been purged.');
  return row;
}

/** The digest that a manifest names as its subject, or null. */
export async function subjectOf(manifestId: number): Promise<string | null> {
  const [row] = await query<{ subject: string | null }>('SELECT subject FROM manifest WHERE id = $1', [
    manifestId,
  ]);
  return row?.subject ?? null;
}
