/**
 * The tag under which clients without a referrers API look for the referrers of a digest (distribution spec 1.1,
 * "Referrers Tag Schema"): `sha256-<hex>`, on an index that lists them.
 */
export function fallbackTag(subject: string): string {
  return subject.replace(':', '-');
}

/** The digest whose referrers a tag lists by its name, or null for a tag of any other kind. */
export function subjectOfFallbackTag(tag: string): string | null {
  return FALLBACK_TAG.test(tag) ? tag.replace('-', ':') : null;
}

/** True for an index that is put under a fallback tag: a list of referrers, no parent of them. */
export function isFallback(reference: string, manifest: { kind: string }): boolean {
  return manifest.kind === 'index' && FALLBACK_TAG.test(reference);
}

/** For SQL, which has the same syntax. */
export const FALLBACK_TAG_PATTERN = '^sha256-[a-f0-9]{64}$';

const FALLBACK_TAG = new RegExp(FALLBACK_TAG_PATTERN);
