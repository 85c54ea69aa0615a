import { countTrash } from '#lib/db/read-trash.ts';
import type { Principal } from '#lib/policies/can.ts';
import { can } from '#lib/policies/can.ts';
import type { RepositoryDetail } from '#lib/schemas/repositories.ts';
import { SEE_TRASH } from './list-trash.ts';
import { presentRepository } from './present-repository.ts';
import { repositoryAbilities } from './repository-abilities.ts';
import { requireRepository } from './require-access.ts';

/**
 * One repository, with what the principal may do in it. `trashCount` is 0 for those who may not see the trash.
 * @throws AppError NOT_FOUND, UNAUTHORIZED
 */
export async function getRepository(
  principal: Principal,
  input: { name: string },
): Promise<RepositoryDetail> {
  const repository = await requireRepository(principal, input.name, 'project.view');
  const seesTrash = can(principal, SEE_TRASH, repository.access).allowed;
  return {
    ...presentRepository(repository),
    abilities: repositoryAbilities(principal, repository.access),
    trashCount: seesTrash ? await countTrash({ repositoryId: repository.id }) : 0,
  };
}
