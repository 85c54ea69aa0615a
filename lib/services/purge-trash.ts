import { recordAudit } from '#lib/audit/record.ts';
import { countTickets } from '#lib/db/purge-tickets.ts';
import { transaction } from '#lib/db/transaction.ts';
import type { TrashRow } from '#lib/db/trash.ts';
import { expire, findProjectTrash } from '#lib/db/trash.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { publish } from '#lib/events/publish.ts';
import type { Principal } from '#lib/policies/can.ts';
import { capabilities } from '#lib/registry/capabilities.ts';
import { deletesOff } from '#lib/registry/untag.ts';
import type { PurgeTrashInput, PurgeTrashResult } from '#lib/schemas/trash.ts';
import type { Actor } from './actor.ts';
import { purgeTickets } from './purge.ts';
import { requireProject } from './require-access.ts';
import { requireTrust } from './upstream-trust.ts';

/** Rows a round, each in a short transaction of its own. */
const BATCH = 200;
/** A request waits no longer for the registry to delete; the worker does the rest. */
const PATIENCE_MS = 15_000;

/**
 * Ends the time of what is in the trash of a project, some of it or all, and deletes it upstream, but for what something else
 * needs. It can't be undone.
 * @throws AppError NOT_FOUND (also when none of the ids is in this project's trash), UNAUTHORIZED, DENIED; UNSUPPORTED while
 *   deletes are off, UNAVAILABLE while upstream is not trusted
 */
export async function purgeTrash(
  { principal, actor }: { principal: Principal; actor: Actor },
  { project, ...what }: { project: string } & PurgeTrashInput,
): Promise<PurgeTrashResult> {
  const { id: projectId } = await requireProject(principal, project, 'trash.purge');
  await requireTrust();
  if ((await capabilities()).untag === 'none') throw deletesOff();
  const ids = 'ids' in what ? what.ids.map(Number) : null;
  let entries = 0;
  for (let found = await next(projectId, ids); found.length > 0; found = await next(projectId, ids)) {
    for (const entry of found) await end(project, entry, actor);
    entries += found.length;
  }
  if (ids && entries === 0) throw new AppError('NOT_FOUND', 'None of these is in the trash of this project.');
  const purged = await purgeTickets({ projectId, deadline: Date.now() + PATIENCE_MS });
  return { entries, purged, waiting: await countTickets(projectId) };
}

/** What was ended is found no more. */
function next(projectId: number, ids: number[] | null): Promise<TrashRow[]> {
  return findProjectTrash(projectId, ids, BATCH);
}

async function end(project: string, entry: TrashRow, actor: Actor): Promise<void> {
  const { repository, tag, digest } = entry;
  await transaction(async (tx) => {
    await expire(tx, entry);
    const about = { actor, action: 'trash.purge' as const, project, repository };
    await recordAudit(tx, { ...about, target: tag ?? digest, detail: { digest } });
    await publish(tx, { kind: 'purged', project, repository, tags: [], actor: actor.name });
  });
}
