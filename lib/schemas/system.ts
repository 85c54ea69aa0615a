import { z } from 'zod';
import { byteCount, timestamp } from './common.ts';
import { repository } from './repositories.ts';

/** A thing that needs a person. `action` is a path in the UI. */
export const attention = z.object({
  id: z.string(),
  severity: z.enum(['info', 'warn', 'danger']),
  message: z.string(),
  action: z.object({ label: z.string(), href: z.string() }).nullable(),
});
export type Attention = z.infer<typeof attention>;

export const attentionList = z.object({ items: z.array(attention) });

/** Pushes of one person to one repository within minutes, as one. `GET /home/pushes?who=mine`: the asker's own. */
export const pushGroup = z.object({
  repository: z.string(),
  actor: z.string().nullable(),
  at: timestamp,
  /** Different tags; `more`: at least so many. */
  tagCount: z.number().int(),
  more: z.boolean(),
  /** The latest of them, latest first. */
  tags: z.array(z.string()),
  /** Of a group of one tag: what it pointed at before and after. */
  fromDigest: z.string().nullable(),
  toDigest: z.string().nullable(),
});
export type PushGroup = z.infer<typeof pushGroup>;
export const pushesQuery = z.object({ who: z.enum(['all', 'mine']).default('all') });
export const pushGroups = z.object({ items: z.array(pushGroup) });

export const mostPulled = z.object({
  items: z.array(repository.extend({ pulls7d: z.number().int() })),
});
export type MostPulled = z.infer<typeof mostPulled>;

/** `trash`: bytes that wait in the trash of the asker's projects. */
export const storage = z.object({
  projects: z.array(z.object({ project: z.string(), size: byteCount })),
  trash: byteCount,
});
export type Storage = z.infer<typeof storage>;

/** Over `GET /api/v1/events` (text/event-stream): something visible to the asker changed; pages ask anew for what it names. */
export const liveEvent = z.object({
  kind: z.enum([
    'pushed',
    'deleted',
    'restored',
    'purged',
    'indexed',
    'locked',
    'retention',
    'access',
    'storage',
  ]),
  /** Empty: of the system as a whole (`storage`), for administrators. */
  project: z.string(),
  repository: z.string().nullable(),
  tags: z.array(z.string()),
  actor: z.string().nullable(),
  at: timestamp,
});
export type LiveEvent = z.infer<typeof liveEvent>;

export const searchQuery = z.object({
  q: z.string().min(1).max(200),
  limit: z.coerce.number().int().min(1).max(50).default(10),
});
export const searchResult = z.object({
  projects: z.array(z.object({ name: z.string(), description: z.string() })),
  repositories: z.array(z.object({ name: z.string(), description: z.string() })),
  tags: z.array(z.object({ repository: z.string(), tag: z.string() })),
});
export type SearchResult = z.infer<typeof searchResult>;

/** `ok` false: `message` says what is wrong and what to do. */
export const healthCheck = z.object({ name: z.string(), ok: z.boolean(), message: z.string() });
export const health = z.object({ ready: z.boolean(), version: z.string(), checks: z.array(healthCheck) });
export type Health = z.infer<typeof health>;
