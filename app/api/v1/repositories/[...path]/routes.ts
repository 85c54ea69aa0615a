import type { RepositoryRoutes } from '#lib/http/repository-routes.ts';
import * as deleting from './deleting.ts';
import * as reading from './reading.ts';

/** What there is under `/api/v1/repositories/{name}`. */
export const repositoryRoutes: RepositoryRoutes = {
  '': { GET: reading.repository },
  '/-/tags': { GET: reading.tags },
  '/-/tags/{tag}': { DELETE: deleting.tag },
  '/-/tags:delete': { POST: deleting.tags },
  '/-/tags:delete-preview': { GET: deleting.preview, POST: deleting.previewMany },
  '/-/platforms': { GET: reading.platforms },
  '/-/manifests/{reference}': { GET: reading.manifest, DELETE: deleting.manifest },
  '/-/deleted/{reference}': { GET: reading.deleted },
  '/-/events': { GET: reading.timeline },
  '/-/trash': { GET: reading.trash },
};
