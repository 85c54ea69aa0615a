import { z } from 'zod';
import { isDigest } from '#lib/oci/is-digest.ts';
import { TAG } from '#lib/oci/reference.ts';
import { pageQuery } from './common.ts';
import { MAX_TAGS_A_DELETE } from './repositories.ts';

// What stands in the paths and queries under `/api/v1/repositories/{name}`, beside the lists' own queries.

/** `name`: the full name of a repository, slashes and all. */
export const repositoryParams = z.object({ name: z.string().max(255) });
export const tagParams = repositoryParams.extend({ tag: z.string().max(128) });
/** `reference`: a tag or a digest. */
export const manifestParams = repositoryParams.extend({ reference: z.string().max(255) });

/** A manifest by its digest alone. */
export const digestParams = repositoryParams.extend({
  digest: z.string().refine(isDigest, 'That is no digest: sha256: and 64 hexadecimal digits.'),
});

const tagName = z.string().regex(TAG, 'That is no tag.');

/** `?tags=1.0,1.1`: no tag has a comma. */
export const deletePreviewQuery = z.object({
  tags: z
    .string()
    .transform((names) => names.split(','))
    .pipe(z.array(tagName).min(1).max(MAX_TAGS_A_DELETE)),
});

export const timelineQuery = pageQuery.extend({ tag: tagName.optional() });

export const platformList = z.object({ items: z.array(z.string()) });
