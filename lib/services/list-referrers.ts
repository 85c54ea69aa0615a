import { hiddenAmong, readFallbackIndex, readReferrers } from '#lib/db/referrers.ts';
import { fallbackTag } from '#lib/oci/fallback-tag.ts';
import { parseManifest } from '#lib/oci/manifest.ts';
import { mergeReferrers, type ReferrerDescriptor } from '#lib/oci/referrers-index.ts';

/** Entries a page: at some 300 bytes each far below the 4 MiB that clients read of an index. */
const PAGE_SIZE = 1000;

export type ReferrersPage = { referrers: ReferrerDescriptor[]; next: string | null };

/**
 * The visible referrers of a digest in a repository, whether it is there itself or not, merged with those that older
 * clients listed under its fallback tag. `next` is what to give as `last` for the next page, null on the last one.
 */
export async function listReferrers(input: {
  repositoryId: number;
  subject: string;
  artifactType: string | null;
  last?: string;
}): Promise<ReferrersPage> {
  const { repositoryId, subject, artifactType, last = '' } = input;
  const known = await readReferrers(repositoryId, subject, { artifactType, last, limit: PAGE_SIZE + 1 });
  const listed = (await fallbackEntries(repositoryId, subject)).filter(
    (entry) => entry.digest > last && (artifactType === null || entry.artifactType === artifactType),
  );
  const merged = mergeReferrers(known, listed);
  const referrers = merged.slice(0, PAGE_SIZE);
  return { referrers, next: merged.length > PAGE_SIZE ? referrers.at(-1)!.digest : null };
}

/** What the subject's fallback tag lists, without what is in the trash. */
async function fallbackEntries(repositoryId: number, subject: string): Promise<ReferrerDescriptor[]> {
  const index = await readFallbackIndex(repositoryId, fallbackTag(subject));
  if (!index) return [];
  const { children } = parseManifest(index.bytes, index.mediaType);
  const hidden = await hiddenAmong(
    repositoryId,
    children.map((child) => child.digest),
  );
  return children.filter((child) => !hidden.has(child.digest));
}
