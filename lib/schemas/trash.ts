import { z } from 'zod';
import { TAG } from '#lib/oci/reference.ts';

/** As many as one call takes: a page of the list. */
export const MAX_TRASH_IDS = 200;
const ids = z
  .array(z.string().regex(/^\d{1,15}$/, 'That is no id of the trash.'))
  .min(1)
  .max(MAX_TRASH_IDS);
const tag = z.string().regex(TAG, 'That is no tag.');

/** `replace`: also where a tag exists again; what it is on goes to the trash. `tag`: under this one, for a single id. */
export const restoreManyInput = z
  .strictObject({ ids, replace: z.boolean().optional(), tag: tag.optional() })
  .refine((input) => input.tag === undefined || input.ids.length === 1, {
    path: ['tag'],
    message: 'Several can not come back under one tag: name one id with it.',
  });
export type RestoreManyInput = z.output<typeof restoreManyInput>;

export const restoreManyResult = z.object({
  restored: z.array(
    z.object({ id: z.string(), repository: z.string(), tag: z.string().nullable(), digest: z.string() }),
  ),
  /** CONFLICT: the tag exists again, choose `replace` or another `tag`. */
  failed: z.array(z.object({ id: z.string(), code: z.string(), message: z.string() })),
});
export type RestoreManyResult = z.infer<typeof restoreManyResult>;

export const purgeTrashInput = z.union([z.strictObject({ ids }), z.strictObject({ all: z.literal(true) })]);
export type PurgeTrashInput = z.output<typeof purgeTrashInput>;

/** `entries` whose time was ended; `purged` manifests deleted in the registry so far; `waiting` for the worker to. */
export const purgeTrashResult = z.object({
  entries: z.number().int(),
  purged: z.number().int(),
  waiting: z.number().int(),
});
export type PurgeTrashResult = z.infer<typeof purgeTrashResult>;

/** Of the timeline: the digest that the tag is to be on again. */
export const restoreTagInput = z.strictObject({ digest: z.string().max(255) });
export const restoreTagResult = z.object({ tag: z.string(), digest: z.string() });
