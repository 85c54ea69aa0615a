import { readPlatforms } from '#lib/db/read-platforms.ts';
import type { Principal } from '#lib/policies/can.ts';
import { requireRepository } from './require-access.ts';

/**
 * Every platform that a tag of the repository has, for the filter of its list.
 * @throws AppError NOT_FOUND, UNAUTHORIZED
 */
export async function listPlatforms(
  principal: Principal,
  input: { repository: string },
): Promise<{ items: string[] }> {
  const repository = await requireRepository(principal, input.repository, 'project.view');
  return { items: await readPlatforms(repository.id) };
}
