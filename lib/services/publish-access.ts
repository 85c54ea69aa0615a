import type { Tx } from '#lib/db/transaction.ts';
import { publish } from '#lib/events/publish.ts';
import type { Actor } from './actor.ts';

/** Tells open pages that someone's access to `project` changed; '' for a change of an account, which may touch any. */
export async function publishAccess(tx: Tx, project: string, actor: Actor): Promise<void> {
  await publish(tx, { kind: 'access', project, repository: null, tags: [], actor: actor.name });
}
