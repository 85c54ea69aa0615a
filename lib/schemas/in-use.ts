import { z } from 'zod';
import { timestamp } from './common.ts';

/** A cluster with more different images reports as several sources, such as one a namespace. A body holds about so many. */
export const MAX_DIGESTS_A_SOURCE = 5000;

/** A source that reports once a minute is stale soon after; one that reports once a month is of no use. */
const MIN_TTL_SECONDS = 60;
const MAX_TTL_SECONDS = 31 * 24 * 60 * 60;

export const inUseSourceName = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$/,
    'A source is named by 1 to 63 lower-case letters, digits, dots, dashes and underscores, such as cluster-1.',
  );

/** `PUT /in-use/{source}`: all that runs there, of images from anywhere; it replaces what was reported before. */
export const putInUseInput = z.strictObject({
  digests: z
    .array(z.string().regex(/^sha256:[a-f0-9]{64}$/, 'A digest is sha256: and 64 hexadecimal digits.'))
    .max(MAX_DIGESTS_A_SOURCE, `At most ${MAX_DIGESTS_A_SOURCE} digests: report as several sources.`),
  /** After so long without a report it is stale: cleanup begins no run by itself until it reports again or is removed. */
  ttlSeconds: z
    .int()
    .min(MIN_TTL_SECONDS)
    .max(MAX_TTL_SECONDS)
    .default(60 * 60),
  /** A user who may report as this source without being an administrator; only an administrator may say so. Null: nobody. */
  reporter: z.string().max(255).nullable().optional(),
});
export type PutInUseInput = z.output<typeof putInUseInput>;

export const inUseSource = z.object({
  name: z.string(),
  digestCount: z.number().int(),
  ttlSeconds: z.number().int(),
  reporter: z.string().nullable(),
  reportedBy: z.string().nullable(),
  reportedAt: timestamp,
  staleAt: timestamp,
  /** What it reported still protects; but nobody knows what runs there since. */
  stale: z.boolean(),
});
export type InUseSource = z.infer<typeof inUseSource>;
export const inUseSourceList = z.object({ items: z.array(inUseSource) });
export const inUseSourceDetail = inUseSource.extend({ digests: z.array(z.string()) });
export type InUseSourceDetail = z.infer<typeof inUseSourceDetail>;
