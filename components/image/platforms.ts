import type { ManifestDetail, PlatformEntry } from '#lib/schemas/repositories.ts';

/** What a machine pulls that nobody thought about. */
const USUAL = 'linux/amd64';

/** The images of an index, without what is attached to them. */
export function platformsOf(index: Pick<ManifestDetail, 'children'>): PlatformEntry[] {
  return index.children.filter((child) => !isAttachment(child));
}

/** Attestations and the like: entries of an index that nothing runs. */
export function attachmentsOf(index: Pick<ManifestDetail, 'children'>): PlatformEntry[] {
  return index.children.filter(isAttachment);
}

/** The platform of the address, else the usual one, else the first that is stored. */
export function choosePlatform(
  platforms: readonly PlatformEntry[],
  wanted: string | null,
): PlatformEntry | null {
  return (
    platforms.find((entry) => keyOf(entry) === wanted) ??
    platforms.find((entry) => entry.platform === USUAL && entry.stored) ??
    platforms.find((entry) => entry.stored) ??
    platforms[0] ??
    null
  );
}

/** What stands in the address: the platform, or the digest of an entry that names none. */
export function keyOf({ platform, digest }: PlatformEntry): string {
  return platform ?? digest;
}

function isAttachment({ referenceType, platform }: PlatformEntry): boolean {
  return referenceType !== null || platform === 'unknown/unknown';
}
