import type { RepositoryRoutes } from '#lib/http/repository-routes.ts';
import * as deleting from './deleting.ts';
import * as locking from './locking.ts';
import * as reading from './reading.ts';
import * as restoring from './restoring.ts';

/** What there is under `/api/v1/repositories/{name}`. */
export const repositoryRoutes: RepositoryRoutes = {
  '': { GET: reading.repository },
  '/-/tags': { GET: reading.tags },
  '/-/tags/{tag}': { DELETE: deleting.tag },
  '/-/tags/{tag}/lock': { PUT: locking.lock, DELETE: locking.unlock },
  '/-/tags/{tag}/restore': { POST: restoring.tag },
  '/-/tags:lock': { POST: locking.lockMany },
  '/-/tags:unlock': { POST: locking.unlockMany },
  '/-/tags:delete': { POST: deleting.tags },
  '/-/tags:delete-preview': { GET: deleting.preview, POST: deleting.previewMany },
  '/-/platforms': { GET: reading.platforms },
  '/-/manifests/{reference}': { GET: reading.manifest, DELETE: deleting.manifest },
  '/-/manifests/{digest}/pin': { PUT: locking.pin, DELETE: locking.unpin },
  '/-/deleted/{reference}': { GET: reading.deleted },
  '/-/events': { GET: reading.timeline },
  '/-/trash': { GET: reading.trash },
};
