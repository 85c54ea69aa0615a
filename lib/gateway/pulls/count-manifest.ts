import cluster from 'node:cluster';
import type { VisibleManifest } from '#lib/db/gateway-manifests.ts';
import { INDEX_TYPES } from '#lib/oci/media-types.ts';
import { projectOf } from '#lib/oci/reference.ts';
import { actorOf } from '#lib/services/actor.ts';
import type { RegistryExchange } from '../registry/registry-exchange.ts';
import type { RouteOf } from '../registry/route.ts';
import { auditPull } from './audit-pulls.ts';
import { countFetch } from './pull-counter.ts';
import { PullStory, type ManifestRequest } from './pull-story.ts';

type Served = { repositoryId: number; manifest: VisibleManifest; bytes: Buffer; unchanged: boolean };

/** From a process of several to the one that counts for all. */
export type ToldPulls = { pulls: ManifestRequest[] };

/** Counts a served manifest as a pull or a use of its tag, or as part of a pull already counted. */
export function countManifest(exchange: RegistryExchange<RouteOf<'manifest'>>, served: Served): void {
  const { authority, caller, client, request, route } = exchange;
  const { repositoryId, manifest, bytes, unchanged } = served;
  const isIndex = INDEX_TYPES.includes(manifest.mediaType);
  const told: ManifestRequest = {
    client:
      caller.principal.kind !== 'anonymous'
        ? `${caller.principal.kind} ${caller.principal.id}`
        : client.address,
    repositoryId,
    // Whoever has it already looks, and fetches nothing.
    method: request.method === 'HEAD' || unchanged ? 'HEAD' : 'GET',
    tag: route.reference.kind === 'tag' ? route.reference.tag : null,
    digest: manifest.digest,
    isIndex,
    bytes: isIndex ? bytes : NOTHING,
    audit: authority.auditPulls
      ? {
          actor: actorOf(caller.principal, client.address, caller.presented),
          project: projectOf(route.repository),
          repository: route.repository,
        }
      : null,
  };
  if (cluster.isWorker) passOn(told);
  else countHere(told);
}

const NOTHING = Buffer.alloc(0);

const story = new PullStory();

/** Counts in this process. */
export function countHere(told: ManifestRequest): void {
  const fetched = story.tell(told);
  if (!fetched) return;
  countFetch(fetched);
  if (told.audit && fetched.how === 'pull')
    auditPull({ ...told.audit, tag: fetched.tag, digest: fetched.digest });
}

let waiting: ManifestRequest[] = [];

/** All of one turn of the event loop in one message: what a client asks later comes later. */
function passOn(told: ManifestRequest): void {
  if (waiting.push(told) > 1) return;
  setImmediate(() => {
    const message: ToldPulls = { pulls: waiting };
    waiting = [];
    // Without a channel this process is about to end.
    if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
  });
}
