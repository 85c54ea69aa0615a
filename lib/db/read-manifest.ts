import { query } from './pool.ts';

export type ManifestRow = {
  id: number;
  digest: string;
  mediaType: string;
  artifactType: string | null;
  kind: 'image' | 'index' | 'artifact';
  bytes: Buffer;
  config: Buffer | null;
  subject: string | null;
  annotations: Record<string, string> | null;
  size: number | null;
  platforms: string[];
  builtAt: Date | null;
  pushedAt: Date;
  pushedBy: string | null;
  lastPulledAt: Date | null;
  pullCount: number;
  /** Null: not pinned. */
  pinnedAt: Date | null;
  pinnedBy: string | null;
};

export type ChildRow = {
  digest: string;
  mediaType: string;
  platform: string | null;
  annotations: Record<string, string> | null;
  stored: boolean;
  /** What a pull of the child fetches; null when not stored or not known. */
  size: number | null;
};

export type LayerRow = { digest: string; mediaType: string; size: number; foreign: boolean };

/** The visible manifest that a visible tag points at, or that has the digest; null when there is none. */
export async function readManifest(
  repositoryId: number,
  reference: { tag: string } | { digest: string },
): Promise<ManifestRow | null> {
  const rows =
    'tag' in reference
      ? await query<ManifestRow>(BY_TAG, [repositoryId, reference.tag], 'read-manifest-by-tag')
      : await query<ManifestRow>(BY_DIGEST, [repositoryId, reference.digest], 'read-manifest-by-digest');
  return rows[0] ?? null;
}

/** The descriptors of an index in their order, each with what is stored of it here. */
export function readChildren(manifestId: number): Promise<ChildRow[]> {
  return query<ChildRow>(CHILDREN, [manifestId], 'read-children');
}

/** The layers of a manifest in their order, without its config. */
export function readLayers(manifestId: number): Promise<LayerRow[]> {
  return query<LayerRow>(LAYERS, [manifestId], 'read-layers');
}

const SELECT = `
  SELECT m.id, m.digest, m.media_type AS "mediaType", m.artifact_type AS "artifactType", m.kind, m.bytes, m.config,
    m.subject, m.annotations, m.pull_size AS size, m.platforms, m.built_at AS "builtAt", m.pushed_at AS "pushedAt",
    m.pushed_by AS "pushedBy", m.last_pulled_at AS "lastPulledAt", m.pull_count AS "pullCount",
    m.pinned_at AS "pinnedAt", m.pinned_by AS "pinnedBy"
  FROM manifest m`;

const BY_TAG = `${SELECT} JOIN tag t ON t.manifest_id = m.id
  WHERE t.repository_id = $1 AND t.name = $2 AND NOT t.missing AND NOT m.hidden`;

const BY_DIGEST = `${SELECT} WHERE m.repository_id = $1 AND m.digest = $2 AND NOT m.hidden`;

const CHILDREN = `
  SELECT c.digest, c.media_type AS "mediaType", c.platform, c.annotations, m.id IS NOT NULL AS stored, m.pull_size AS size
  FROM manifest_child c
  LEFT JOIN manifest m ON m.repository_id = c.repository_id AND m.digest = c.digest AND NOT m.hidden
  WHERE c.manifest_id = $1 ORDER BY c.position`;

const LAYERS = `
  SELECT digest, media_type AS "mediaType", size, "foreign" FROM manifest_blob
  WHERE manifest_id = $1 AND NOT config ORDER BY position`;
