import { claimName } from '#lib/db/namespaces.ts';
import type { Tx } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { catalogHasProject } from '#lib/registry/catalog.ts';

/**
 * Refuses a name under which the registry holds repositories already: whoever got it would own them. Outside any
 * transaction. @throws AppError CONFLICT; UPSTREAM_ERROR when the registry can't say
 */
export async function refuseNameUpstream(name: string): Promise<void> {
  if (await catalogHasProject(name)) throw taken(name);
}

/** Takes the name, for a user or a project. @throws AppError CONFLICT */
export async function takeName(tx: Tx, name: string): Promise<void> {
  if (!(await claimName(tx, name))) throw taken(name);
}

/** The same for every reason: who asks need not learn of users and projects that they may not see. */
function taken(name: string): AppError {
  const why = 'a user, a project or repositories that the registry holds have it, or had it';
  return new AppError('CONFLICT', `The name ${name} is taken: ${why}. Choose another.`, {
    detail: { fields: { name: 'This name is taken.' } },
  });
}
