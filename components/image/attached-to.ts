import type { Attachment, ManifestDetail, PlatformEntry } from '#lib/schemas/repositories.ts';
import { attachmentsOf, platformsOf } from './platforms';

/** Something that belongs to an image; `platform` is null for what belongs to all of an index. */
export type Attached = {
  digest: string;
  kind: Attachment['kind'];
  artifactType: string | null;
  platform: string | null;
  pushedAt: string | null;
  pushedBy: string | null;
  size: number | null;
};

/** What names the image, or the platform of it that one looks at, as its subject; then what its index lists beside the images. */
export function attachedTo(top: ManifestDetail, image: ManifestDetail | undefined): Attached[] {
  const own = top.attachments.map((entry) => referrer(entry, null));
  const ofPlatform =
    image && image.digest !== top.digest
      ? image.attachments.map((entry) => referrer(entry, image.platform))
      : [];
  const platforms = new Map(platformsOf(top).map((entry) => [entry.digest, entry.platform]));
  const listed = attachmentsOf(top).map((entry) =>
    child(entry, platforms.get(entry.referenceDigest ?? '') ?? null),
  );
  return [...own, ...ofPlatform, ...listed];
}

function referrer(entry: Attachment, platform: string | null): Attached {
  const { digest, kind, artifactType, pushedAt, pushedBy, size } = entry;
  return { digest, kind, artifactType, platform, pushedAt, pushedBy, size };
}

function child({ digest, referenceType, size }: PlatformEntry, platform: string | null): Attached {
  const kind = referenceType === 'attestation-manifest' ? 'attestation' : 'other';
  return { digest, kind, artifactType: null, platform, pushedAt: null, pushedBy: null, size };
}
