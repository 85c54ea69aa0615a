import type { ManifestDetail } from '#lib/schemas/repositories.ts';

/** Image spec 1.1, "Pre-Defined Annotation Keys": what the image says it was built on. */
const BASE_NAME = 'org.opencontainers.image.base.name';
/** Where names without a registry come from; it goes without saying. */
const DOCKER_HUB = /^(docker\.io\/library\/|docker\.io\/)/;

type Source = Pick<ManifestDetail, 'annotations' | 'config'>;

/** The image that an image claims to be built on, or null. */
export function baseOf(top: Source, image: Source | undefined): string | null {
  const claims = [image?.annotations, top.annotations, image?.config?.labels, top.config?.labels];
  const claim = claims.map((names) => names?.[BASE_NAME]).find(Boolean);
  return claim?.replace(DOCKER_HUB, '') ?? null;
}
