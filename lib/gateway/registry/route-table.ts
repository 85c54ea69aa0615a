import type { ScopeAction } from '#lib/oci/scope.ts';
import { authenticate, identify } from './authenticate.ts';
import { authorize, authorizeCatalog } from './authorize.ts';
import { baseEndpoint } from './handle-base.ts';
import { deleteBlobHere, getBlob } from './handle-blob.ts';
import { getCatalog } from './handle-catalog.ts';
import { getManifest } from './handle-get-manifest.ts';
import { deleteManifestHere, putManifestHere } from './handle-manifest-writes.ts';
import { getReferrers } from './handle-referrers.ts';
import { startUpload } from './handle-start-upload.ts';
import { getTags } from './handle-tags.ts';
import { cancelUpload, finishUpload, getUpload, patchUpload } from './handle-upload.ts';
import { pushing, writing } from './hold-permit.ts';
import { limitInFlight } from './limit-in-flight.ts';
import type { Need, RegistryExchange } from './registry-exchange.ts';
import type { RouteKind, RouteOf } from './route.ts';

export type Step = (exchange: RegistryExchange) => Promise<void>;

export type RouteEntry = {
  /** As the access log names it. */
  name: string;
  methods: readonly string[];
  kind: RouteKind;
  /** The path, for people; `parseRoute` decides. */
  pattern: string;
  need: Need;
  /** In this order; each throws its no. */
  steps: readonly Step[];
  handle: Step;
};

/** Everything that is served under `/v2/`. What is not here gets 404; nothing is forwarded by default. */
export const ROUTES: readonly RouteEntry[] = [
  entry('base', 'GET HEAD', 'base', '/v2/', 'base', [authenticate, identify], baseEndpoint),
  entry(
    'catalog',
    'GET HEAD',
    'catalog',
    '/v2/_catalog',
    'catalog',
    [authenticate, identify, authorizeCatalog],
    getCatalog,
  ),
  inRepository('tags', 'GET HEAD', 'tags', '/v2/<name>/tags/list', 'pull', getTags),
  inRepository(
    'manifest.get',
    'GET HEAD',
    'manifest',
    '/v2/<name>/manifests/<reference>',
    'pull',
    getManifest,
  ),
  inRepository(
    'manifest.put',
    'PUT',
    'manifest',
    '/v2/<name>/manifests/<reference>',
    'push',
    putManifestHere,
  ),
  inRepository(
    'manifest.delete',
    'DELETE',
    'manifest',
    '/v2/<name>/manifests/<reference>',
    'delete',
    deleteManifestHere,
  ),
  inRepository('blob.get', 'GET HEAD', 'blob', '/v2/<name>/blobs/<digest>', 'pull', getBlob),
  inRepository('blob.delete', 'DELETE', 'blob', '/v2/<name>/blobs/<digest>', 'delete', deleteBlobHere),
  inRepository('upload.start', 'POST', 'uploads', '/v2/<name>/blobs/uploads/', 'push', pushing(startUpload)),
  inRepository(
    'upload.patch',
    'PATCH',
    'upload',
    '/v2/<name>/blobs/uploads/<session>',
    'push',
    pushing(patchUpload),
  ),
  inRepository(
    'upload.finish',
    'PUT',
    'upload',
    '/v2/<name>/blobs/uploads/<session>',
    'push',
    pushing(finishUpload),
  ),
  inRepository('upload.get', 'GET HEAD', 'upload', '/v2/<name>/blobs/uploads/<session>', 'push', getUpload),
  inRepository(
    'upload.cancel',
    'DELETE',
    'upload',
    '/v2/<name>/blobs/uploads/<session>',
    'push',
    writing(cancelUpload),
  ),
  inRepository('referrers', 'GET HEAD', 'referrers', '/v2/<name>/referrers/<digest>', 'pull', getReferrers),
];

type Handler<Kind extends RouteKind> = (exchange: RegistryExchange<RouteOf<Kind>>) => Promise<void>;

/** A route of one repository: who asks, and may they, always come first. */
function inRepository<Kind extends RouteKind>(
  name: string,
  methods: string,
  kind: Kind,
  pattern: string,
  need: ScopeAction,
  handle: Handler<Kind>,
): RouteEntry {
  return entry(name, methods, kind, pattern, need, [authenticate, limitInFlight, authorize], handle);
}

function entry<Kind extends RouteKind>(
  name: string,
  methods: string,
  kind: Kind,
  pattern: string,
  need: Need,
  steps: readonly Step[],
  handle: Handler<Kind>,
): RouteEntry {
  const checked: Step = async (exchange) => {
    if (isOf(exchange, kind)) await handle(exchange);
  };
  return { name, methods: methods.split(' '), kind, pattern, need, steps, handle: checked };
}

function isOf<Kind extends RouteKind>(
  exchange: RegistryExchange,
  kind: Kind,
): exchange is RegistryExchange<RouteOf<Kind>> {
  return exchange.route.kind === kind;
}
