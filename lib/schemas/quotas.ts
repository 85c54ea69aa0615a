import { z } from 'zod';
import { byteCount } from './common.ts';

/** Postgres's int4. */
const MAX_COUNT = 2 ** 31 - 1;
const count = z.number().int().min(0).max(MAX_COUNT);

/** What a project may hold; null: as much as it likes. Bytes are those of its blobs, each counted once, the trash included. */
export const quotaLimits = z.strictObject({
  bytes: byteCount.max(Number.MAX_SAFE_INTEGER).nullable(),
  repositories: count.nullable(),
  tags: count.nullable(),
});
export type QuotaLimits = z.infer<typeof quotaLimits>;

export const quotaKind = z.enum(['bytes', 'repositories', 'tags']);
export type QuotaKind = z.infer<typeof quotaKind>;

/** One for each limit that is set. */
export const quotaState = z.array(
  z.object({ kind: quotaKind, limit: z.number().int(), used: z.number().int() }),
);
export type QuotaState = z.infer<typeof quotaState>;

/** From here on a quota is shown on the home page, and from there on it is warned of. */
export const QUOTA_SHOWN_FROM = 0.6;
export const QUOTA_WARNS_FROM = 0.8;

/** How full the fullest of a project's quotas is, 1 for full; null: it has none. */
export function fullest(states: QuotaState): { kind: QuotaKind; share: number } | null {
  let found: { kind: QuotaKind; share: number } | null = null;
  for (const { kind, limit, used } of states) {
    const share = limit === 0 ? 1 : used / limit;
    if (!found || share > found.share) found = { kind, share };
  }
  return found;
}
