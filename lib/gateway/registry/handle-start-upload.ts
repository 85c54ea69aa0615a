import { randomUUID } from 'node:crypto';
import { AppError } from '#lib/errors/app-error.ts';
import { blobPath, uploadsPath } from '#lib/registry/paths.ts';
import { discard, upstreamRequest, type UpstreamResponse } from '#lib/registry/request.ts';
import { actorOf } from '#lib/services/actor.ts';
import { ensureRepository } from '#lib/services/ensure-repository.ts';
import { recordBlob } from '#lib/services/record-blob.ts';
import { releaseUpload, requireSpaceLeft, reserveBlob } from '#lib/services/upload-quota.ts';
import { send } from '../http/send.ts';
import { chunkMinimum } from './chunk-minimum.ts';
import { closeUpload } from './close-upload.ts';
import { requireDigest } from './handle-upload.ts';
import { mountableBlob, type Mountable } from './mountable-blob.ts';
import type { RegistryExchange } from './registry-exchange.ts';
import type { RouteOf } from './route.ts';
import { readLocation, uploadPath } from './upload-address.ts';
import { uploadRefusal } from './upload-refusal.ts';
import { limitedProject } from './upload-room.ts';

type StartExchange = RegistryExchange<RouteOf<'uploads'>>;

/**
 * `POST /v2/<name>/blobs/uploads/` (distribution spec 1.1, end-4a, 4b, 11): starts an upload, mounts a blob of another
 * repository, or takes a whole blob at once. Upstream gets an empty body and a query of ours: it would read `mount`, `from` and
 * `digest` out of a form in the body.
 */
export async function startUpload(exchange: StartExchange): Promise<void> {
  const { query, route, caller, client, authority } = exchange;
  const digest = query.has('digest') ? requireDigest(query) : null;
  // That the caller may push was decided a moment ago, with what the database said of the repository.
  const repositoryId =
    authority.repositoryId ??
    (
      await ensureRepository(
        route.repository,
        caller.principal,
        actorOf(caller.principal, client.address, caller.presented),
      )
    ).id;
  const mountable = digest === null ? await mountableBlob(query, caller.principal) : null;
  const project = limitedProject(exchange);
  if (project && mountable) return mountWithin(exchange, repositoryId, mountable, project);
  if (project) await requireSpaceLeft(project);
  await begin(exchange, { repositoryId, digest, mountable });
}

/** Under a quota, room for the blob is taken first. */
async function mountWithin(
  exchange: StartExchange,
  repositoryId: number,
  mountable: Mountable,
  project: { id: number; name: string },
): Promise<void> {
  const held = { project, session: `mount ${randomUUID()}` };
  await reserveBlob({ ...held, digest: mountable.digest, bytes: mountable.size });
  try {
    await begin(exchange, { repositoryId, digest: null, mountable });
  } finally {
    await releaseUpload(held).catch(() => undefined);
  }
}

async function begin(
  exchange: StartExchange,
  {
    repositoryId,
    digest,
    mountable,
  }: { repositoryId: number; digest: string | null; mountable: Mountable | null },
): Promise<void> {
  const { route } = exchange;
  const upstream = await upstreamRequest({
    method: 'POST',
    path: uploadsPath(route.repository) + mountQuery(mountable),
  });
  if (mountable && upstream.status === 201) return finishMount(exchange, repositoryId, mountable, upstream);
  if (upstream.status !== 202) throw await uploadRefusal(upstream);
  discard(upstream);
  const address = readLocation(route.repository, upstream);
  if (digest !== null) {
    const project = limitedProject(exchange);
    return closeUpload(exchange, { repositoryId, address, digest, project });
  }
  send(exchange.response, 202, {
    location: uploadPath(address),
    range: '0-0',
    'docker-upload-uuid': address.session,
    ...chunkMinimum(upstream),
  });
}

function mountQuery(mountable: Mountable | null): string {
  return mountable ? `?mount=${mountable.digest}&from=${mountable.from}` : '';
}

async function finishMount(
  { response, route, permit }: StartExchange,
  repositoryId: number,
  { digest, size }: Mountable,
  upstream: UpstreamResponse,
): Promise<void> {
  discard(upstream);
  if (upstream.headers['docker-content-digest'] !== digest) {
    throw new AppError('UPSTREAM_ERROR', 'The registry mounted another blob than the one asked for.');
  }
  await permit.confirm();
  await recordBlob({ repositoryId, digest, size });
  send(response, 201, { location: blobPath(route.repository, digest), 'docker-content-digest': digest });
}
