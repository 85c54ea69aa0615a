import type { AttachmentRow } from '#lib/db/read-attachments.ts';
import type { ChildRow, LayerRow, ManifestRow } from '#lib/db/read-manifest.ts';
import { attachmentKind, attachmentTagKind } from '#lib/oci/attachments.ts';
import { buildSteps } from '#lib/oci/build-steps.ts';
import { parseImageConfig } from '#lib/oci/image-config.ts';
import { REFERENCE_DIGEST, REFERENCE_TYPE } from '#lib/oci/manifest.ts';
import type { Attachment, ManifestDetail, PlatformEntry } from '#lib/schemas/repositories.ts';
import { notPulledSince } from './not-pulled-since.ts';

type Layer = ManifestDetail['layers'][number];

/** What is known of a manifest beside its own row. */
export type ManifestContext = {
  repository: string;
  children: ChildRow[];
  layers: LayerRow[];
  /** By layer, how many images have it. */
  imagesWith: ReadonlyMap<string, number>;
  attachments: AttachmentRow[];
  countingSince: Date;
  tags: string[];
  abilities: Record<string, boolean>;
};

/** A manifest as it leaves. */
export function presentManifest(row: ManifestRow, context: ManifestContext): ManifestDetail {
  const layers = context.layers.map((layer) => presentLayer(layer, context.imagesWith));
  const config = row.kind === 'image' && row.config ? parseImageConfig(row.config) : null;
  return {
    repository: context.repository,
    digest: row.digest,
    mediaType: row.mediaType,
    artifactType: row.artifactType,
    kind: row.kind,
    manifestSize: row.bytes.length,
    size: row.size,
    tags: context.tags,
    subject: row.subject,
    annotations: row.annotations ?? {},
    platform: row.kind === 'index' ? null : (row.platforms[0] ?? null),
    children: context.children.map(presentChild),
    attachments: context.attachments.map(presentAttachment),
    steps: config ? buildSteps(config.history, layers) : [],
    layers,
    config: config?.settings ?? null,
    builtAt: row.builtAt?.toISOString() ?? null,
    pushedAt: row.pushedAt.toISOString(),
    pushedBy: row.pushedBy,
    lastPulledAt: row.lastPulledAt?.toISOString() ?? null,
    notPulledSince: notPulledSince(row, context.countingSince),
    pullCount: row.pullCount,
    pinned: row.pinnedAt && { by: row.pinnedBy, at: row.pinnedAt.toISOString() },
    rawManifest: row.bytes.toString(),
    rawConfig: row.config?.toString() ?? null,
    abilities: context.abilities,
  };
}

function presentLayer(row: LayerRow, imagesWith: ReadonlyMap<string, number>): Layer {
  const { digest, mediaType, size, foreign } = row;
  return { digest, mediaType, size, foreign, images: imagesWith.get(digest) ?? 0 };
}

function presentAttachment(row: AttachmentRow): Attachment {
  const byTag = row.tag === null ? null : attachmentTagKind(row.tag);
  return {
    digest: row.digest,
    kind: byTag ?? attachmentKind(row.artifactType, row.annotations),
    artifactType: row.artifactType,
    size: row.size,
    pushedAt: row.pushedAt.toISOString(),
    pushedBy: row.pushedBy,
  };
}

function presentChild(row: ChildRow): PlatformEntry {
  return {
    digest: row.digest,
    mediaType: row.mediaType,
    platform: row.platform,
    size: row.size,
    stored: row.stored,
    referenceType: row.annotations?.[REFERENCE_TYPE] ?? null,
    referenceDigest: row.annotations?.[REFERENCE_DIGEST] ?? null,
  };
}
