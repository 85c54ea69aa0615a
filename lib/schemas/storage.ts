import { z } from 'zod';
import { byteCount, timestamp } from './common.ts';

/** What a garbage collection is at, in this order; a dry run ends after `marking`. Writers wait from `pinning` on, until `cleaning`. */
export const gcPhase = z.enum([
  'purging',
  'measuring',
  'marking',
  'waiting',
  'pinning',
  'collecting',
  'cleaning',
]);
export type GcPhase = z.infer<typeof gcPhase>;

/** A garbage collection. `blobs` and `bytes`: freed, or (dry run) to be freed. `done` of `total` belongs to the phase. */
export const gcRun = z.object({
  id: z.string(),
  trigger: z.enum(['manual', 'schedule']),
  dryRun: z.boolean(),
  emptyTrash: z.boolean(),
  status: z.enum(['queued', 'running', 'done', 'failed']),
  phase: gcPhase.nullable(),
  done: z.number().int(),
  total: z.number().int(),
  message: z.string().nullable(),
  bytesBefore: byteCount.nullable(),
  bytesAfter: byteCount.nullable(),
  blobs: z.number().int().nullable(),
  bytes: byteCount.nullable(),
  /** How long writers had to wait, in milliseconds. */
  pausedMs: z.number().int().nullable(),
  actor: z.string().nullable(),
  createdAt: timestamp,
  startedAt: timestamp.nullable(),
  endedAt: timestamp.nullable(),
});
export type GcRun = z.infer<typeof gcRun>;

export const gcSchedule = z.enum(['off', 'daily', 'weekly']);
export type GcSchedule = z.infer<typeof gcSchedule>;

/** `available`: a collector is there; else `commands` are for whoever runs the registry. */
export const gcState = z.object({
  available: z.boolean(),
  program: z.string().nullable(),
  schedule: gcSchedule,
  commands: z.array(z.object({ where: z.string(), command: z.string() })),
  runs: z.array(gcRun),
});
export type GcState = z.infer<typeof gcState>;

export const gcInput = z.object({
  dryRun: z.boolean().default(false),
  /** First purges all that is in the trash: none of it can be restored then. */
  emptyTrash: z.boolean().default(false),
});
export const gcSettings = z.object({ schedule: gcSchedule });

/** The volume that the registry is on. `reserve`: bytes kept for deleting on a full disk. `full`: pushes are refused. */
export const disk = z.object({
  total: byteCount,
  free: byteCount,
  watermark: byteCount,
  reserve: byteCount,
  full: z.boolean(),
});

/** Bytes of distinct blobs. `own`: such as nothing beside has; `shared`: the rest. */
const bytesOf = { size: byteCount, own: byteCount, shared: byteCount };
export const storageOfProject = z.object({
  project: z.string(),
  ...bytesOf,
  trash: byteCount,
  repositories: z.number().int(),
});
export type StorageOfProject = z.infer<typeof storageOfProject>;
export const storageOfRepository = z.object({
  repository: z.string(),
  project: z.string(),
  ...bytesOf,
  tags: z.number().int(),
});
export type StorageOfRepository = z.infer<typeof storageOfRepository>;

/** A layer (or config) with where it is used, as far as the asker may see. */
export const largeLayer = z.object({
  digest: z.string(),
  size: byteCount,
  mediaType: z.string(),
  images: z.number().int(),
  repositories: z.array(z.string()),
  /** Repositories beyond those that are named. */
  more: z.number().int(),
});
export type LargeLayer = z.infer<typeof largeLayer>;

/** A tag by what it takes. `own`: bytes that deleting it would free in the end, as nothing else has them. */
export const candidate = z.object({
  repository: z.string(),
  tag: z.string(),
  digest: z.string(),
  size: byteCount.nullable(),
  own: byteCount,
  pushedAt: timestamp,
  lastPulledAt: timestamp.nullable(),
});
export type Candidate = z.infer<typeof candidate>;
export const candidatesQuery = z.object({ sort: z.enum(['-size', 'lastUsed']).default('-size') });
export const candidates = z.object({ items: z.array(candidate) });

/** An amount that garbage collection would free; `at`: when it was found out, null for one that is computed now. */
const amount = z.object({ blobs: z.number().int(), bytes: byteCount });

/**
 * Storage as a whole. `stored`: distinct visible blobs. `trash`: what emptying it makes reclaimable. `reclaimable`: an estimate, what Lighter
 * knows of; `surveyed`: what the registry's own dry run said, manifests and all that Lighter does not know of included.
 */
export const systemStorage = z.object({
  disk: disk.nullable(),
  stored: byteCount,
  trash: byteCount,
  reclaimable: amount,
  surveyed: amount.extend({ at: timestamp }).nullable(),
  projects: z.array(storageOfProject),
  repositories: z.array(storageOfRepository),
  layers: z.array(largeLayer),
});
export type SystemStorage = z.infer<typeof systemStorage>;

export const projectStorage = z.object({
  ...bytesOf,
  trash: byteCount,
  repositories: z.array(storageOfRepository),
  layers: z.array(largeLayer),
});
export type ProjectStorage = z.infer<typeof projectStorage>;
