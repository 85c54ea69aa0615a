import {
  ATTACHMENT_TAG,
  ATTACHMENT_TAGS,
  ATTESTATION_TYPES,
  BUNDLE_PREDICATE,
  BUNDLE_SIGNATURE,
  BUNDLE_TYPE,
  SBOM_TYPES,
  SIGNATURE_TYPES,
} from '#lib/oci/attachments.ts';
import { REFERENCE_TYPE } from '#lib/oci/manifest.ts';
import { query } from './pool.ts';
import { SqlValues } from './sql-values.ts';

/**
 * What is to be known of a tag's image at a glance. `signed` and `attested` say that there is something that claims to be it.
 * `incomplete`: its index lists images that are not stored here.
 */
export type TagMark = 'signed' | 'attested' | 'incomplete';

/** A statement for the digests in a repository that have the mark; what asks for some of them alone is fast. */
export function markedDigests(mark: TagMark, repositoryId: string, values: SqlValues): string {
  return SETS[mark](repositoryId, values);
}

/** The marks of each of the digests that has any. */
export async function readMarks(repositoryId: number, digests: string[]): Promise<Map<string, TagMark[]>> {
  const values = new SqlValues();
  const [id, wanted] = [`${values.add(repositoryId)}::int`, `${values.add(digests)}::text[]`];
  const marks = Object.keys(SETS) as TagMark[];
  const parts = marks.map(
    (mark) =>
      `SELECT '${mark}' AS mark, digest FROM (${SETS[mark](id, values)}) s WHERE digest = ANY (${wanted})`,
  );
  const rows = await query<{ mark: TagMark; digest: string }>(parts.join(' UNION ALL '), values.list);
  const byDigest = new Map<string, TagMark[]>();
  for (const { mark, digest } of rows) byDigest.set(digest, [...(byDigest.get(digest) ?? []), mark]);
  return byDigest;
}

/** Tags that hold what belongs to other images: signatures and the like. Constants only. */
export function isAttachmentTag(name: string): string {
  return `(${name} >= '${ATTACHMENT_TAGS.from}' AND ${name} < '${ATTACHMENT_TAGS.to}' AND ${name} ~ '${ATTACHMENT_TAG.source}')`;
}

/** How many tags of a repository are of that kind. */
export async function countAttachmentTags(repositoryId: number): Promise<number> {
  const [row] = await query<{ count: number }>(
    `SELECT count(*) FROM tag t WHERE t.repository_id = $1 AND NOT t.missing AND ${isAttachmentTag('t.name')}`,
    [repositoryId],
  );
  return row!.count;
}

const SETS: Record<TagMark, (repositoryId: string, values: SqlValues) => string> = {
  signed: (id, values) => `
    ${referrersOf(id, values, SIGNATURE_TYPES, `= '${BUNDLE_SIGNATURE}'`)} UNION ${tagged(id, '.sig')}`,
  attested: (id, values) => `
    ${referrersOf(id, values, [...ATTESTATION_TYPES, ...SBOM_TYPES], `IS DISTINCT FROM '${BUNDLE_SIGNATURE}'`)}
    UNION ${tagged(id, '.att')} UNION ${tagged(id, '.sbom')}
    UNION SELECT i.digest FROM manifest i JOIN manifest_child c ON c.manifest_id = i.id
      WHERE i.repository_id = ${id} AND i.kind = 'index' AND NOT i.hidden
        AND c.annotations ->> '${REFERENCE_TYPE}' = 'attestation-manifest'`,
  incomplete: (id) => `
    SELECT i.digest FROM manifest i JOIN manifest_child c ON c.manifest_id = i.id
    WHERE i.repository_id = ${id} AND i.kind = 'index' AND NOT i.hidden AND c.platform IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM manifest m
        WHERE m.repository_id = c.repository_id AND m.digest = c.digest AND NOT m.hidden)`,
};

/** Subjects of visible manifests of the types, or of Sigstore bundles whose predicate is such. */
function referrersOf(id: string, values: SqlValues, types: string[], predicate: string): string {
  const type = `coalesce(m.artifact_type,
      (SELECT b.media_type FROM manifest_blob b WHERE b.manifest_id = m.id AND b.config LIMIT 1))`;
  return `SELECT m.subject AS digest FROM manifest m
    WHERE m.repository_id = ${id} AND m.subject IS NOT NULL AND NOT m.hidden
      AND (${type} = ANY (${values.add(types)}::text[])
        OR (m.artifact_type LIKE '${BUNDLE_TYPE}%' AND m.annotations ->> '${BUNDLE_PREDICATE}' ${predicate}))`;
}

function tagged(id: string, suffix: string): string {
  return `SELECT replace(left(t.name, -${suffix.length}), '-', ':') AS digest FROM tag t
    WHERE t.repository_id = ${id} AND NOT t.missing AND ${isAttachmentTag('t.name')} AND t.name LIKE '%${suffix}'`;
}
