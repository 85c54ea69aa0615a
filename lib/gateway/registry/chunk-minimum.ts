import type { UpstreamResponse } from '#lib/registry/request.ts';

/** Upstream's least chunk size (distribution spec 1.1, "Pushing a blob in chunks"), to pass on. */
export function chunkMinimum({ headers }: UpstreamResponse): Record<string, string> {
  const minimum = headers['oci-chunk-min-length'];
  return typeof minimum === 'string' && /^\d{1,15}$/.test(minimum) ? { 'oci-chunk-min-length': minimum } : {};
}
