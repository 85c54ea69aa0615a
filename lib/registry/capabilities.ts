import { randomBytes } from 'node:crypto';
import { digestOf } from '#lib/oci/digest.ts';
import { manifestPath } from './paths.ts';
import { discard, unexpected, upstreamRequest } from './request.ts';

/**
 * How a tag is removed upstream: `scratch` on 2.x, which deletes only digests; `tag` on 3.x; `none` while deletes are off.
 */
export type Capabilities = { untag: 'scratch' | 'tag' | 'none' };

/** A restart may turn deletes on or change the version; asking costs two small requests. */
const FRESH_MS = 60_000;

/** A repository nobody has: the probes touch nothing. */
const PROBE_REPOSITORY = 'lighter-probe/none';

let known: { at: number; capabilities: Capabilities } | null = null;

/**
 * What the upstream can do, found by two probes that can match nothing: DELETE of a random tag (400: 2.x; 404: 3.x;
 * 405: deletes off) and of a random digest (404: on; 405: off). Kept for a minute.
 */
export async function capabilities(options: { fresh?: boolean } = {}): Promise<Capabilities> {
  if (!options.fresh && known && Date.now() - known.at < FRESH_MS) return known.capabilities;
  const capabilities = await probe();
  known = { at: Date.now(), capabilities };
  return capabilities;
}

async function probe(): Promise<Capabilities> {
  const random = randomBytes(16).toString('hex');
  const byDigest = await probeDelete(digestOf(Buffer.from(random)));
  if (byDigest === 405) return { untag: 'none' };
  const byTag = await probeDelete(`probe-${random}`);
  return { untag: byTag === 400 ? 'scratch' : 'tag' };
}

async function probeDelete(reference: string): Promise<number> {
  const response = await upstreamRequest({
    method: 'DELETE',
    path: manifestPath(PROBE_REPOSITORY, reference),
  });
  if (![400, 404, 405].includes(response.status)) throw unexpected(response, 'a probe of what it can delete');
  discard(response);
  return response.status;
}
