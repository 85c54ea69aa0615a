import { query } from './pool.ts';

export type AttachmentRow = {
  digest: string;
  artifactType: string | null;
  annotations: Record<string, string> | null;
  /** The tag by which it belongs to its image; null for a referrer. */
  tag: string | null;
  size: number;
  pushedAt: Date;
  pushedBy: string | null;
};

/** What belongs to a digest: visible manifests that name it as their subject, and those under the `tags`; the latest first. */
export function readAttachments(
  repositoryId: number,
  digest: string,
  { tags, limit }: { tags: string[]; limit: number },
): Promise<AttachmentRow[]> {
  return query<AttachmentRow>(ATTACHMENTS, [repositoryId, digest, tags, limit], 'read-attachments');
}

const ATTACHMENTS = `
  SELECT m.digest, m.annotations, found.tag, m.pushed_at AS "pushedAt", m.pushed_by AS "pushedBy",
    coalesce(m.artifact_type,
      (SELECT b.media_type FROM manifest_blob b WHERE b.manifest_id = m.id AND b.config LIMIT 1)) AS "artifactType",
    m.size + coalesce(m.pull_size, 0) AS size
  FROM (
    SELECT id, NULL AS tag FROM manifest WHERE repository_id = $1 AND subject = $2 AND NOT hidden
    UNION ALL
    SELECT t.manifest_id, t.name FROM tag t WHERE t.repository_id = $1 AND t.name = ANY ($3::text[]) AND NOT t.missing
  ) found JOIN manifest m ON m.id = found.id
  ORDER BY m.pushed_at DESC, m.digest LIMIT $4`;
