import type { Content, Image, ImageIndex } from './images.ts';
import { descriptor, imageIndex, json } from './images.ts';
import { OCI_EMPTY, OCI_IMAGE, OCI_INDEX } from '#lib/oci/media-types.ts';

/** A manifest that names `subject`: a signature, an SBOM. `note` makes it distinct. */
export function referrer(
  subject: Content,
  { artifactType, note = '' }: { artifactType: string; note?: string },
): Image {
  const empty = json(OCI_EMPTY, {});
  const manifest = json(OCI_IMAGE, {
    schemaVersion: 2,
    mediaType: OCI_IMAGE,
    artifactType,
    config: descriptor(empty),
    layers: [descriptor(empty)],
    subject: descriptor(subject),
    annotations: { note },
  });
  return { ...manifest, blobs: [empty], architecture: 'unknown' };
}

/** The index of the images as BuildKit makes it: with an attestation to the first of them. */
export function attestedIndex(images: Image[], attestation: Image): ImageIndex {
  const plain = JSON.parse(imageIndex(images).bytes.toString()) as { manifests: unknown[] };
  const entry = {
    ...descriptor(attestation),
    platform: { os: 'unknown', architecture: 'unknown' },
    annotations: {
      'vnd.docker.reference.type': 'attestation-manifest',
      'vnd.docker.reference.digest': images[0]!.digest,
    },
  };
  const index = json(OCI_INDEX, { ...plain, manifests: [...plain.manifests, entry] });
  return { ...index, images: [...images, attestation] };
}
