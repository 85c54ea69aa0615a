import { query } from './pool.ts';

/** A manifest that can be pulled. `size`: its own bytes. */
export type VisibleManifest = { digest: string; mediaType: string; size: number };

/** The exact bytes of a manifest of this repository; null when it went away meanwhile. */
export async function readManifestBytes(repositoryId: number, digest: string): Promise<Buffer | null> {
  const rows = await query<{ bytes: Buffer }>(BYTES, [repositoryId, digest], 'gateway-manifest-bytes');
  return rows[0]?.bytes ?? null;
}

/** Bytes of a blob that can be pulled from this repository, or null when it has none such. */
export async function findBlobSize(repositoryId: number, digest: string): Promise<number | null> {
  const rows = await query<{ size: number }>(BLOB, [repositoryId, digest], 'gateway-blob');
  return rows[0]?.size ?? null;
}

const BYTES = `SELECT bytes FROM manifest WHERE repository_id = $1::int AND digest = $2::text`;

const BLOB = `SELECT size FROM repository_blob WHERE repository_id = $1::int AND digest = $2::text AND NOT hidden`;
