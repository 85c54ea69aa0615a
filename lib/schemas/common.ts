import { z } from 'zod';

/** Rows a page when a list's caller names no limit, and the most it may ask for: one screenful, and what a browser renders at ease. */
export const DEFAULT_PAGE_SIZE = 50;
export const MAX_PAGE_SIZE = 200;

/** Query of every cursor-paged list; `cursor` is opaque and comes from `nextCursor`. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
  cursor: z.string().max(2000).optional(),
});

/** A page of `item`s; `nextCursor` is null on the last one, `total` counts the whole set that matches. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable(),
    total: z.number().int().optional(),
  });
}

export type Page<T> = { items: T[]; nextCursor: string | null; total?: number };

/** RFC 3339 with milliseconds, UTC. */
export const timestamp = z.iso.datetime();

/** Bytes, as a number: exact up to 8 PiB. */
export const byteCount = z.number().int().min(0);

export const roleName = z.enum(['guest', 'developer', 'maintainer', 'owner']);
export type RoleName = z.infer<typeof roleName>;

export const visibility = z.enum(['private', 'public']);
export type Visibility = z.infer<typeof visibility>;

/** What the asker may do with the thing shown, so that the page can say which role an action needs. */
export const abilities = z.record(z.string(), z.boolean());

/** RFC 9457. `requestId` is what to quote when asking for help; `fields` names the fields of the request that are wrong. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  requestId: z.string(),
  fields: z.record(z.string(), z.string()).optional(),
  facts: z.unknown().optional(),
});
export type Problem = z.infer<typeof problem>;
