import {
  readBytesOf,
  readLargestLayers,
  readRepositoryBytes,
  type RepositoryBytes,
} from '#lib/db/read-storage.ts';
import { can, type Principal } from '#lib/policies/can.ts';
import type { ProjectStorage, StorageOfRepository } from '#lib/schemas/storage.ts';
import { SEE_TRASH } from './list-trash.ts';
import { requireProject } from './require-access.ts';

/** The largest of each: what one would look at to free space. */
export const REPOSITORIES = 200;
export const LAYERS = 50;

/**
 * What takes space in a project. Visitors of a public project see its size in its list; what of it is shared is its members' business.
 * @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED
 */
export async function getProjectStorage(principal: Principal, name: string): Promise<ProjectStorage> {
  const project = await requireProject(principal, name, SEE_TRASH);
  const [{ size, own, trash }, repositories, layers] = await Promise.all([
    readBytesOf(project.id),
    readRepositoryBytes(project.id, REPOSITORIES),
    readLargestLayers(project.id, LAYERS),
  ]);
  const isSeen = (repository: string) => can(principal, 'pull', { ...project, repository }).allowed;
  return {
    ...{ size, own, shared: size - own, trash },
    repositories: repositories.filter(({ repository }) => isSeen(repository)).map(presentRepositoryBytes),
    layers: layers.map((layer) => ({ ...layer, repositories: layer.repositories.filter(isSeen) })),
  };
}

export function presentRepositoryBytes(row: RepositoryBytes): StorageOfRepository {
  const { repository, project, size, own, tags } = row;
  return { repository, project, size, own, shared: size - own, tags };
}
