import { refuseWhenFull } from '#lib/db/write-gate.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { MAX_MANIFEST_BYTES } from '#lib/oci/manifest.ts';
import { manifestPath } from '#lib/registry/paths.ts';
import { actorOf } from '#lib/services/actor.ts';
import { deleteManifest } from '#lib/services/delete-manifest.ts';
import { deleteTags } from '#lib/services/delete-tags.ts';
import { putManifest } from '#lib/services/put-manifest.ts';
import { readBody } from '../http/request-body.ts';
import { send } from '../http/send.ts';
import type { ManifestExchange } from './handle-get-manifest.ts';

/**
 * `PUT /v2/<name>/manifests/<reference>` (distribution spec 1.1, end-7): the exact bytes, in the registry and in the index
 * before the 201. `OCI-Subject` tells the client that the subject's list of referrers is kept, its fallback tag included.
 */
export async function putManifestHere(exchange: ManifestExchange): Promise<void> {
  const { request, response, route, caller, client } = exchange;
  await refuseWhenFull();
  const contentType = request.headers['content-type'];
  if (!contentType) throw new AppError('MANIFEST_INVALID', 'The Content-Type of the manifest is missing.');
  const bytes = await readBody(request, response, MAX_MANIFEST_BYTES);
  const { digest, subject } = await putManifest({
    repository: route.repository,
    reference: route.reference,
    bytes,
    contentType,
    principal: caller.principal,
    actor: actorOf(caller.principal, client.address, caller.presented),
  });
  send(response, 201, {
    location: manifestPath(route.repository, digest),
    'docker-content-digest': digest,
    ...(subject ? { 'oci-subject': subject } : {}),
  });
}

/** `DELETE /v2/<name>/manifests/<reference>` (end-9): a tag alone, or a digest to the rules of `deleteManifest`. */
export async function deleteManifestHere({
  response,
  route,
  caller,
  client,
}: ManifestExchange): Promise<void> {
  const { repository, reference } = route;
  const actor = actorOf(caller.principal, client.address, caller.presented);
  if (reference.kind === 'digest') await deleteManifest({ repository, digest: reference.digest, actor });
  else await deleteTag(repository, reference.tag, actor);
  send(response, 202, {});
}

async function deleteTag(repository: string, tag: string, actor: ReturnType<typeof actorOf>): Promise<void> {
  const { deleted, moved } = await deleteTags({ repository, tags: [tag], actor });
  if (moved.length > 0) {
    throw new AppError(
      'CONFLICT',
      `The tag ${tag} was moved to another image meanwhile. Look again, then delete it.`,
    );
  }
  if (deleted.length === 0)
    throw new AppError('MANIFEST_UNKNOWN', `There is no tag ${tag} in ${repository}.`);
}
