import type { VisibleManifest } from '#lib/db/gateway-manifests.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { begin, send } from '../http/send.ts';
import { countManifest } from '../pulls/count-manifest.ts';
import { limitPulls, pullSource } from '../pulls/limit-pulls.ts';
import { authorize, refusal } from './authorize.ts';
import { entityTag, isUnchanged } from './entity-tag.ts';
import { manifestBytes } from './manifest-cache.ts';
import { confirmTag, readThrough } from './read-through.ts';
import type { RegistryExchange } from './registry-exchange.ts';
import type { RouteOf } from './route.ts';

export type ManifestExchange = RegistryExchange<RouteOf<'manifest'>>;

/**
 * `GET` and `HEAD /v2/<name>/manifests/<reference>` (distribution spec 1.1, end-3): from the index, without a call upstream but
 * for what the index lacks and, in shared mode, to confirm a tag.
 */
export async function getManifest(exchange: ManifestExchange): Promise<void> {
  const { request, response } = exchange;
  const manifest = await resolve(exchange);
  const { repositoryId } = exchange.authority;
  if (repositoryId === null) throw refusal(exchange);
  const bytes = manifest && (await manifestBytes(repositoryId, manifest.digest));
  if (!manifest || !bytes) throw unknown(exchange);
  const headers = {
    'content-type': manifest.mediaType,
    'docker-content-digest': manifest.digest,
    etag: entityTag(manifest.digest),
  };
  const unchanged = isUnchanged(request.headers['if-none-match'], manifest.digest);
  const source = pullSource(exchange);
  if (source) await limitPulls(exchange, source, { mediaType: manifest.mediaType, unchanged });
  countManifest(exchange, { repositoryId, manifest, bytes, unchanged });
  if (!unchanged) return send(response, 200, headers, bytes);
  begin(response, 304, headers);
  response.end();
}

async function resolve(exchange: ManifestExchange): Promise<VisibleManifest | null> {
  const { repository, reference } = exchange.route;
  const { manifest } = exchange.authority;
  const changed = manifest
    ? await confirmTag(repository, reference, manifest.digest)
    : await readThrough(repository, reference);
  if (!changed) return manifest;
  // The index has learnt something, perhaps even the repository and its project: who may what is asked again.
  await authorize(exchange);
  return exchange.authority.manifest;
}

function unknown({ route: { repository, reference } }: ManifestExchange): AppError {
  const what = reference.kind === 'tag' ? `tag ${reference.tag}` : `manifest ${reference.digest}`;
  return new AppError('MANIFEST_UNKNOWN', `There is no ${what} in ${repository}.`);
}
