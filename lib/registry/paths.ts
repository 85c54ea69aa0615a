/** Paths of the distribution API on the upstream registry, made only from parsed names (distribution spec 1.1, "Endpoints"). */

export function manifestPath(repository: string, reference: string): string {
  return `/v2/${repository}/manifests/${reference}`;
}

export function blobPath(repository: string, digest: string): string {
  return `/v2/${repository}/blobs/${digest}`;
}

export function uploadsPath(repository: string): string {
  return `/v2/${repository}/blobs/uploads/`;
}

export function tagsPath(repository: string): string {
  return `/v2/${repository}/tags/list`;
}

export function referrersPath(repository: string, subject: string): string {
  return `/v2/${repository}/referrers/${subject}`;
}
