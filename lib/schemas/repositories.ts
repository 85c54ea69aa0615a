import { z } from 'zod';
import { protection } from './protection.ts';
import { abilities, byteCount, pageOf, pageQuery, timestamp, visibility } from './common.ts';

export const repository = z.object({
  name: z.string(),
  project: z.string(),
  description: z.string(),
  visibility,
  tagCount: z.number().int(),
  size: byteCount,
  pullCount: z.number().int(),
  lastPushedAt: timestamp.nullable(),
  lastPulledAt: timestamp.nullable(),
});
export type Repository = z.infer<typeof repository>;

/** Abilities: push, deleteTags, restore. */
export const repositoryDetail = repository.extend({ abilities, trashCount: z.number().int() });
export type RepositoryDetail = z.infer<typeof repositoryDetail>;

export const repositorySort = z.enum([
  'name',
  '-name',
  'lastPushedAt',
  '-lastPushedAt',
  'size',
  '-size',
  'tagCount',
  '-tagCount',
  'pullCount',
  '-pullCount',
]);
export const repositoriesQuery = pageQuery.extend({
  project: z.string().max(255).optional(),
  q: z.string().max(255).optional(),
  sort: repositorySort.default('-lastPushedAt'),
});
export const repositoryPage = pageOf(repository);

/** What is to be known of an image at a glance. Signatures and attestations are there, not verified; an incomplete index lists images that are not stored. */
export const tagStatus = z.enum(['signed', 'attested', 'incomplete']);
export type TagStatus = z.infer<typeof tagStatus>;

export const manifestKind = z.enum(['image', 'index', 'artifact']);
export type ManifestKind = z.infer<typeof manifestKind>;

/** Set while `lastPulledAt` is null: no pull since then, when counting began or the tag was pushed; before it, nobody knows. */
const notPulledSince = timestamp.nullable();

export const tag = z.object({
  name: z.string(),
  digest: z.string(),
  kind: manifestKind,
  mediaType: z.string(),
  artifactType: z.string().nullable(),
  status: z.array(tagStatus),
  /** What a pull of the default platform fetches; null when not known. */
  size: byteCount.nullable(),
  platforms: z.array(z.string()),
  /** Other visible tags on the same manifest: at most three names, and how many in all. */
  aliases: z.array(z.string()),
  aliasCount: z.number().int(),
  pushedAt: timestamp,
  pushedBy: z.string().nullable(),
  builtAt: timestamp.nullable(),
  lastPulledAt: timestamp.nullable(),
  notPulledSince,
  pulls30d: z.number().int(),
  /** The same by day (UTC), oldest first, today last; empty when there are none. */
  pullsByDay: z.array(z.number().int()),
  /** Null: it may move and go. */
  locked: protection.nullable(),
});
export type Tag = z.infer<typeof tag>;

export const tagSort = z.enum([
  'name',
  '-name',
  'size',
  '-size',
  'pushedAt',
  '-pushedAt',
  'lastPulledAt',
  '-lastPulledAt',
  'pulls30d',
  '-pulls30d',
  'digest',
  '-digest',
]);
export type TagSort = z.infer<typeof tagSort>;
export const tagsQuery = pageQuery.extend({
  q: z.string().max(128).optional(),
  platform: z.string().max(100).optional(),
  kind: manifestKind.optional(),
  status: tagStatus.optional(),
  /** Also tags such as `sha256-<hex>.sig`, which hold signatures and the like of other images. */
  attachments: z.stringbool().default(false),
  /** Pushed within / longer ago than so many days. */
  newerThanDays: z.coerce.number().int().min(1).max(36500).optional(),
  olderThanDays: z.coerce.number().int().min(1).max(36500).optional(),
  sort: tagSort.default('-pushedAt'),
});
export type TagsQuery = z.infer<typeof tagsQuery>;
/** `attachmentTags`: how many tags the repository has that hold signatures and the like; left out unless asked for. `size`: bytes of the repository. */
export const tagPage = pageOf(tag).extend({ attachmentTags: z.number().int(), size: byteCount });
export type TagPage = z.infer<typeof tagPage>;

/** Most tags one call deletes: one untag upstream handles them as a batch, within its deadline. */
export const MAX_TAGS_A_DELETE = 1000;
export const deleteTagsInput = z.strictObject({
  tags: z.array(z.string().max(128)).min(1).max(MAX_TAGS_A_DELETE),
});

/** What a delete did. `moved`: tags that pointed elsewhere upstream by then, and were left alone; `locked`: a lock or rule protects them. `restorableUntil`: null if nothing was deleted. */
export const deleteTagsResult = z.object({
  deleted: z.array(z.string()),
  moved: z.array(z.string()),
  locked: z.array(z.string()),
  notFound: z.array(z.string()),
  trashIds: z.array(z.string()),
  restorableUntil: timestamp.nullable(),
});
export type DeleteTagsResult = z.infer<typeof deleteTagsResult>;

/** `GET …/-/tags:delete-preview?tags=…`, per doomed tag: who shares its image and stays. */
export const deletePreview = z.object({
  items: z.array(
    z.object({
      tag: z.string(),
      digest: z.string(),
      staying: z.array(z.string()),
      stayingCount: z.number().int(),
      /** Set: it stays. */
      locked: protection.nullable(),
    }),
  ),
  restorableUntil: timestamp,
});
export type DeletePreview = z.infer<typeof deletePreview>;

export const trashEntry = z.object({
  id: z.string(),
  repository: z.string(),
  tag: z.string().nullable(),
  digest: z.string(),
  size: byteCount.nullable(),
  deletedBy: z.string().nullable(),
  deletedAt: timestamp,
  expiresAt: timestamp,
});
export type TrashEntry = z.infer<typeof trashEntry>;
export const trashPage = pageOf(trashEntry);
export const restoreResult = z.object({ tag: z.string().nullable(), digest: z.string() });

export const layer = z.object({
  digest: z.string(),
  mediaType: z.string(),
  size: byteCount,
  foreign: z.boolean(),
  /** Images that have it, this one among them, of those that the asker may see; counted up to MOST_SHARED_IMAGES. */
  images: z.number().int(),
});
/** A build step in order; `layer` is null where the step changed only the configuration. */
export const buildStep = z.object({
  instruction: z.string(),
  comment: z.string().nullable(),
  createdAt: z.string().nullable(),
  layer: layer.nullable(),
});
export type BuildStep = z.infer<typeof buildStep>;

export const imageConfig = z.object({
  user: z.string().nullable(),
  entrypoint: z.array(z.string()),
  cmd: z.array(z.string()),
  workingDir: z.string().nullable(),
  env: z.array(z.object({ name: z.string(), value: z.string() })),
  ports: z.array(z.string()),
  volumes: z.array(z.string()),
  labels: z.record(z.string(), z.string()),
  stopSignal: z.string().nullable(),
  healthcheck: z.string().nullable(),
});
export type ImageConfig = z.infer<typeof imageConfig>;

/** A descriptor of an index. `stored` is false for a child that is listed but not here (sparse index). */
export const platformEntry = z.object({
  digest: z.string(),
  mediaType: z.string(),
  platform: z.string().nullable(),
  size: byteCount.nullable(),
  stored: z.boolean(),
  /** `vnd.docker.reference.type`, e.g. `attestation-manifest`; such children are no platforms. */
  referenceType: z.string().nullable(),
  referenceDigest: z.string().nullable(),
});
export type PlatformEntry = z.infer<typeof platformEntry>;

/** Beyond it "200+ images" says enough, and a base layer may be in every image there is. */
export const MOST_SHARED_IMAGES = 200;

/** A manifest that names the image as its subject, or that a tag such as `sha256-<hex>.sig` names. Nothing is verified. */
export const attachment = z.object({
  digest: z.string(),
  kind: z.enum(['signature', 'attestation', 'sbom', 'other']),
  artifactType: z.string().nullable(),
  /** All of it: its manifest and what that names. */
  size: byteCount,
  pushedAt: timestamp,
  pushedBy: z.string().nullable(),
});
export type Attachment = z.infer<typeof attachment>;

/** `GET repositories/{name}/-/manifests/{reference}`, reference a tag or a digest. */
export const manifestDetail = z.object({
  repository: z.string(),
  digest: z.string(),
  mediaType: z.string(),
  artifactType: z.string().nullable(),
  kind: manifestKind,
  /** Bytes of the manifest itself. */
  manifestSize: byteCount,
  /** What a pull fetches. */
  size: byteCount.nullable(),
  tags: z.array(z.string()),
  subject: z.string().nullable(),
  annotations: z.record(z.string(), z.string()),
  platform: z.string().nullable(),
  children: z.array(platformEntry),
  /** The latest first, at most MOST_ATTACHMENTS. */
  attachments: z.array(attachment),
  steps: z.array(buildStep),
  layers: z.array(layer),
  config: imageConfig.nullable(),
  builtAt: timestamp.nullable(),
  pushedAt: timestamp,
  pushedBy: z.string().nullable(),
  lastPulledAt: timestamp.nullable(),
  notPulledSince,
  pullCount: z.number().int(),
  /** Neither cleanup nor a delete by digest takes it; null: it is not pinned. */
  pinned: z.object({ by: z.string().nullable(), at: timestamp }).nullable(),
  /** The exact text of the manifest and, if kept, of the config. */
  rawManifest: z.string(),
  rawConfig: z.string().nullable(),
  abilities,
});
export type ManifestDetail = z.infer<typeof manifestDetail>;

/** Signatures pile up on an image that is signed with each build; a page shows the latest. */
export const MOST_ATTACHMENTS = 100;

/**
 * `GET repositories/{name}/-/deleted/{reference}`: how a tag or digest went that is not there any more. `missing`: the registry
 * itself has it no more. What can be restored, and until when, is told to those who see the trash.
 */
export const deletedImage = z.object({
  repository: z.string(),
  tag: z.string().nullable(),
  digest: z.string().nullable(),
  how: z.enum(['deleted', 'missing']),
  at: timestamp,
  by: z.string().nullable(),
  trashId: z.string().nullable(),
  restorableUntil: timestamp.nullable(),
  /** Other tags on the image, at most three. */
  aliases: z.array(z.string()),
  abilities,
});
export type DeletedImage = z.infer<typeof deletedImage>;

export const tagEvent = z.object({
  repository: z.string(),
  tag: z.string(),
  kind: z.enum(['pushed', 'deleted', 'restored', 'found', 'missing', 'returned']),
  fromDigest: z.string().nullable(),
  toDigest: z.string().nullable(),
  actor: z.string().nullable(),
  at: timestamp,
  /** Whether the tag can be put back on the digest that it came to, or left: it is stored, and the tag is not on it. */
  restorable: z.boolean(),
});
export type TagEvent = z.infer<typeof tagEvent>;
export const tagEventPage = pageOf(tagEvent);
