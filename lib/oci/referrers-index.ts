import type { Descriptor } from './manifest.ts';
import { OCI_INDEX } from './media-types.ts';

/** An entry of a referrers list. */
export type ReferrerDescriptor = Pick<Descriptor, 'mediaType' | 'digest' | 'size'> & {
  artifactType: string | null;
  annotations: Record<string, string> | null;
};

/** The image index that lists referrers (distribution spec 1.1, "Listing Referrers"), as its exact bytes. */
export function referrersIndex(referrers: readonly ReferrerDescriptor[]): Buffer {
  const manifests = referrers.map(({ mediaType, digest, size, artifactType, annotations }) => ({
    mediaType,
    digest,
    size,
    ...(artifactType ? { artifactType } : {}),
    ...(annotations && Object.keys(annotations).length > 0 ? { annotations } : {}),
  }));
  return Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests }));
}

/** Both lists as one, by digest in byte order; where both have a digest, the entry of `first` stays. */
export function mergeReferrers(
  first: readonly ReferrerDescriptor[],
  second: readonly ReferrerDescriptor[],
): ReferrerDescriptor[] {
  const merged = new Map([...second, ...first].map((referrer) => [referrer.digest, referrer]));
  return [...merged.values()].sort((a, b) => (a.digest < b.digest ? -1 : 1));
}
