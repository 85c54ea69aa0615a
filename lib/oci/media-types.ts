export const OCI_IMAGE = 'application/vnd.oci.image.manifest.v1+json';
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
export const DOCKER_IMAGE = 'application/vnd.docker.distribution.manifest.v2+json';
export const DOCKER_INDEX = 'application/vnd.docker.distribution.manifest.list.v2+json';
export const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json';
export const DOCKER_CONFIG = 'application/vnd.docker.container.image.v1+json';
export const OCI_EMPTY = 'application/vnd.oci.empty.v1+json';

export const IMAGE_TYPES: readonly string[] = [OCI_IMAGE, DOCKER_IMAGE];
export const INDEX_TYPES: readonly string[] = [OCI_INDEX, DOCKER_INDEX];
export const IMAGE_CONFIG_TYPES: readonly string[] = [OCI_CONFIG, DOCKER_CONFIG];

/**
 * What upstream is always asked for: without the OCI types it answers 404 for OCI images, and without `Accept` 2.8.x
 * rewrites a schema 2 manifest into schema 1 under another digest.
 */
export const ACCEPT_ALL_MANIFESTS = [OCI_IMAGE, OCI_INDEX, DOCKER_IMAGE, DOCKER_INDEX].join(', ');

export function isManifestType(mediaType: string): boolean {
  return IMAGE_TYPES.includes(mediaType) || INDEX_TYPES.includes(mediaType);
}

/** Layers served from elsewhere, never stored here ("non-distributable", image spec 1.1). */
export function isForeignLayer(mediaType: string): boolean {
  return mediaType.includes('.nondistributable.') || mediaType.includes('.foreign.');
}
