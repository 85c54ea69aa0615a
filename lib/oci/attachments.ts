/** What an attached manifest is, as far as its type tells; nothing here verifies it. */
export type AttachmentKind = 'signature' | 'attestation' | 'sbom' | 'other';

/** Artifact types of signatures: of Notary (notaryproject.dev, "signature specification") and of cosign. */
export const SIGNATURE_TYPES = [
  'application/vnd.cncf.notary.signature',
  'application/vnd.dev.cosign.artifact.sig.v1+json',
  'application/vnd.dev.cosign.simplesigning.v1+json',
];

/** Of statements about an image: provenance and SBOMs, signed or not. */
export const ATTESTATION_TYPES = ['application/vnd.in-toto+json', 'application/vnd.dsse.envelope.v1+json'];
export const SBOM_TYPES = [
  'application/spdx+json',
  'application/vnd.cyclonedx+json',
  'application/vnd.syft+json',
];

/** A Sigstore bundle holds either; its annotation says which. */
export const BUNDLE_TYPE = 'application/vnd.dev.sigstore.bundle';
export const BUNDLE_PREDICATE = 'dev.sigstore.bundle.predicateType';
export const BUNDLE_SIGNATURE = 'https://sigstore.dev/cosign/sign/v1';

/**
 * Tags under which cosign keeps what belongs to an image where there is no referrers API: `sha256-<hex>.sig`. All of them
 * stand between the two bounds in byte order.
 */
export const ATTACHMENT_TAG = /^sha256-[a-f0-9]{64}\.(sig|att|sbom)$/;
export const ATTACHMENT_TAGS = { from: 'sha256-', to: 'sha256.' };

export type AttachmentSuffix = 'sig' | 'att' | 'sbom';

const KIND_OF_SUFFIX: Record<AttachmentSuffix, AttachmentKind> = {
  sig: 'signature',
  att: 'attestation',
  sbom: 'sbom',
};

/** Of a tag such as `sha256-<hex>.sig`, what it holds; null for any other tag. */
export function attachmentTagKind(tag: string): AttachmentKind | null {
  const suffix = ATTACHMENT_TAG.exec(tag)?.[1];
  return suffix ? KIND_OF_SUFFIX[suffix as AttachmentSuffix] : null;
}

/** The tags that may hold what belongs to a digest. */
export function attachmentTagsOf(digest: string): string[] {
  return Object.keys(KIND_OF_SUFFIX).map((suffix) => `${digest.replace(':', '-')}.${suffix}`);
}

/** What a manifest with this artifact type is to its subject. */
export function attachmentKind(
  artifactType: string | null,
  annotations: Readonly<Record<string, string>> | null,
): AttachmentKind {
  if (artifactType === null) return 'other';
  if (SIGNATURE_TYPES.includes(artifactType)) return 'signature';
  if (SBOM_TYPES.includes(artifactType)) return 'sbom';
  if (ATTESTATION_TYPES.includes(artifactType)) return 'attestation';
  if (!artifactType.startsWith(BUNDLE_TYPE)) return 'other';
  return annotations?.[BUNDLE_PREDICATE] === BUNDLE_SIGNATURE ? 'signature' : 'attestation';
}
