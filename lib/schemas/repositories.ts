import { z } from 'zod';
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

export const tag = z.object({
  name: z.string(),
  digest: z.string(),
  kind: z.enum(['image', 'index', 'artifact']),
  mediaType: z.string(),
  artifactType: z.string().nullable(),
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
  pulls30d: z.number().int(),
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
  /** Pushed within / longer ago than so many days. */
  newerThanDays: z.coerce.number().int().min(1).max(36500).optional(),
  olderThanDays: z.coerce.number().int().min(1).max(36500).optional(),
  sort: tagSort.default('-pushedAt'),
});
export type TagsQuery = z.infer<typeof tagsQuery>;
/** `platforms`: every platform in the repository, for the filter. `size`: bytes of the repository. */
export const tagPage = pageOf(tag);

/** Most tags one call deletes: one untag upstream handles them as a batch, within its deadline. */
export const MAX_TAGS_A_DELETE = 1000;
export const deleteTagsInput = z.strictObject({
  tags: z.array(z.string().max(128)).min(1).max(MAX_TAGS_A_DELETE),
});

/** What a delete did. `moved`: tags that pointed elsewhere upstream by then, and were left alone. `restorableUntil`: null if nothing was deleted. */
export const deleteTagsResult = z.object({
  deleted: z.array(z.string()),
  moved: z.array(z.string()),
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

/** `GET repositories/{name}/-/manifests/{reference}`, reference a tag or a digest. */
export const manifestDetail = z.object({
  repository: z.string(),
  digest: z.string(),
  mediaType: z.string(),
  artifactType: z.string().nullable(),
  kind: z.enum(['image', 'index', 'artifact']),
  /** Bytes of the manifest itself. */
  manifestSize: byteCount,
  /** What a pull fetches. */
  size: byteCount.nullable(),
  tags: z.array(z.string()),
  subject: z.string().nullable(),
  annotations: z.record(z.string(), z.string()),
  platform: z.string().nullable(),
  children: z.array(platformEntry),
  steps: z.array(buildStep),
  layers: z.array(layer),
  config: imageConfig.nullable(),
  builtAt: timestamp.nullable(),
  pushedAt: timestamp,
  pushedBy: z.string().nullable(),
  lastPulledAt: timestamp.nullable(),
  pullCount: z.number().int(),
  /** The exact text of the manifest and, if kept, of the config. */
  rawManifest: z.string(),
  rawConfig: z.string().nullable(),
  abilities,
});
export type ManifestDetail = z.infer<typeof manifestDetail>;

export const tagEvent = z.object({
  repository: z.string(),
  tag: z.string(),
  kind: z.enum(['pushed', 'deleted', 'restored', 'found', 'missing', 'returned']),
  fromDigest: z.string().nullable(),
  toDigest: z.string().nullable(),
  actor: z.string().nullable(),
  at: timestamp,
});
export type TagEvent = z.infer<typeof tagEvent>;
export const tagEventPage = pageOf(tagEvent);
