import { expiresAfterLabel } from '#lib/oci/expires-after-label.ts';
import type { ParsedManifest } from '#lib/oci/manifest.ts';
import { REFERENCE_TYPE, defaultPlatformChild, platformChildren } from '#lib/oci/manifest.ts';
import { countChange } from './index-repositories.ts';
import type { Tx } from './transaction.ts';
import { reveal } from './visibility.ts';

/** A manifest to be indexed: its exact bytes, what they say, and what its config says. */
export type ManifestToIndex = {
  repositoryId: number;
  digest: string;
  bytes: Buffer;
  parsed: ParsedManifest;
  /** The exact config of an image, when it was small enough to read. */
  config: { bytes: Buffer; platform: string | null; builtAt: Date | null } | null;
  pushedBy: string | null;
  pushedAt: Date;
  /** Put under an OCI fallback tag: it only lists referrers. */
  fallback: boolean;
};

/** Puts a manifest into the index, or revives it, with all it references. @returns its row's id */
export async function indexManifest(tx: Tx, manifest: ManifestToIndex): Promise<number> {
  const id = (await insertManifest(tx, manifest)) ?? (await updateManifest(tx, manifest));
  await reveal(tx, manifest.repositoryId, [id]);
  return id;
}

/**
 * Once it is put as anything else than a list of referrers, it is a parent of what it lists. What somebody pushes again is as
 * new as what they push for the first time: a push that needs it may be under way.
 */
async function updateManifest(tx: Tx, manifest: ManifestToIndex): Promise<number> {
  const { repositoryId, digest, fallback, pushedBy, pushedAt } = manifest;
  const [row] = await tx.query<{ id: number }>(
    `UPDATE manifest SET fallback = fallback AND $3,
       pushed_at = CASE WHEN $4::text IS NULL THEN pushed_at ELSE greatest(pushed_at, $5) END,
       pushed_by = coalesce(pushed_by, $4)
     WHERE repository_id = $1 AND digest = $2 RETURNING id`,
    [repositoryId, digest, fallback, pushedBy, pushedAt],
  );
  return row!.id;
}

/** Null where it is there already: two tags may bring the same image at the same time. */
async function insertManifest(tx: Tx, manifest: ManifestToIndex): Promise<number | null> {
  const { parsed, config } = manifest;
  const [row] = await tx.query<{ id: number }>(
    `INSERT INTO manifest (repository_id, digest, media_type, artifact_type, kind, bytes, size, config_digest, config,
       subject, annotations, pull_size, platforms, built_at, pushed_at, pushed_by, fallback, expires_after)
     VALUES ($1, $2, $3, $4, $5::manifest_kind, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
     ON CONFLICT (repository_id, digest) DO NOTHING RETURNING id`,
    [
      manifest.repositoryId,
      manifest.digest,
      parsed.mediaType,
      parsed.artifactType,
      parsed.kind,
      manifest.bytes,
      manifest.bytes.length,
      parsed.config?.digest ?? null,
      config?.bytes ?? null,
      parsed.subject?.digest ?? null,
      jsonOrNull(parsed.annotations),
      await pullSize(tx, manifest),
      platforms(manifest),
      config?.builtAt ?? null,
      manifest.pushedAt,
      manifest.pushedBy,
      manifest.fallback,
      expiresAfterLabel(parsed.annotations, config?.bytes ?? null),
    ],
  );
  if (!row) return null;
  const { id } = row;
  const stored = (await insertBlobs(tx, manifest, id)) + (await insertChildren(tx, manifest, id));
  await countChange(tx, manifest.repositoryId, { manifests: 1, stored });
  return id;
}

function platforms({ parsed, config }: ManifestToIndex): string[] {
  if (parsed.kind === 'index')
    return [...new Set(platformChildren(parsed.children).map((child) => child.platform!))];
  return config?.platform ? [config.platform] : [];
}

/** Bytes a pull fetches; null for an index whose default platform is not stored here (sparse). */
async function pullSize(tx: Tx, { repositoryId, parsed }: ManifestToIndex): Promise<number | null> {
  if (parsed.kind !== 'index') return parsed.blobs.reduce((sum, blob) => sum + blob.size, 0);
  const child = defaultPlatformChild(parsed.children);
  if (!child) return null;
  const rows = await tx.query<{ pull_size: number | null }>(
    'SELECT pull_size FROM manifest WHERE repository_id = $1 AND digest = $2',
    [repositoryId, child.digest],
  );
  return rows[0]?.pull_size ?? null;
}

/** @returns bytes that count for the project from now on, by the blobs that no manifest of it named before */
async function insertBlobs(tx: Tx, { repositoryId, parsed }: ManifestToIndex, id: number): Promise<number> {
  const { blobs } = parsed;
  if (blobs.length === 0) return 0;
  const [row] = await tx.query<{ stored: number }>(
    `WITH named AS (
       INSERT INTO manifest_blob (manifest_id, position, repository_id, digest, media_type, size, config, "foreign")
       SELECT $1, position - 1, $2, digest, media_type, size, config, is_foreign
       FROM unnest($3::text[], $4::text[], $5::bigint[], $6::bool[], $7::bool[])
         WITH ORDINALITY AS blob(digest, media_type, size, config, is_foreign, position)
       RETURNING digest, size, "foreign")
     ${STORE(`
       SELECT n.digest, coalesce(b.size, n.size) AS size FROM named n
       LEFT JOIN repository_blob b ON b.repository_id = $2 AND b.digest = n.digest WHERE NOT n."foreign"`)}`,
    [
      id,
      repositoryId,
      blobs.map((blob) => blob.digest),
      blobs.map((blob) => blob.mediaType),
      blobs.map((blob) => blob.size),
      blobs.map((blob) => blob.config),
      blobs.map((blob) => blob.foreign),
    ],
  );
  return row!.stored;
}

/** The same of children that are blobs (BuildKit caches). */
async function insertChildren(
  tx: Tx,
  { repositoryId, parsed }: ManifestToIndex,
  id: number,
): Promise<number> {
  const { children } = parsed;
  if (children.length === 0) return 0;
  const [row] = await tx.query<{ stored: number }>(
    `WITH named AS (
       INSERT INTO manifest_child (manifest_id, position, repository_id, digest, media_type, size, platform, annotations)
       SELECT $1, position - 1, $2, digest, media_type, size, platform, annotations::jsonb
       FROM unnest($3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[])
         WITH ORDINALITY AS child(digest, media_type, size, platform, annotations, position)
       RETURNING digest)
     ${STORE(`
       SELECT b.digest, b.size FROM named n
       JOIN repository_blob b ON b.repository_id = $2 AND b.digest = n.digest`)}`,
    [
      id,
      repositoryId,
      children.map((child) => child.digest),
      children.map((child) => child.mediaType),
      children.map((child) => child.size),
      children.map((child) => (child.annotations[REFERENCE_TYPE] ? null : child.platform)),
      children.map((child) => jsonOrNull(child.annotations)),
    ],
  );
  return row!.stored;
}

/** Marks blobs as named by a manifest of the project of repository $2; in their order, as everything that locks several. */
const STORE = (blobs: string) => `, stored AS (
       INSERT INTO project_blob AS p (project_id, digest, size, referenced)
       SELECT r.project_id, b.digest, max(b.size), true
       FROM (${blobs}) b, repository r WHERE r.id = $2
       GROUP BY r.project_id, b.digest ORDER BY b.digest
       ON CONFLICT (project_id, digest) DO UPDATE SET referenced = true WHERE NOT p.referenced
       RETURNING size)
     SELECT coalesce(sum(size), 0)::bigint AS stored FROM stored`;

/** Postgres's json takes neither NUL nor half a surrogate pair; the exact text stays in the bytes. */
function jsonOrNull(map: Record<string, string>): string | null {
  const entries = Object.entries(map).map(([name, value]) => [storable(name), storable(value)]);
  return entries.length === 0 ? null : JSON.stringify(Object.fromEntries(entries));
}

function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}
