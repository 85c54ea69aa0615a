import { recordAudit } from '#lib/audit/record.ts';
import { manifestKey } from '#lib/db/operations.ts';
import { noteDeleted, noteKept } from '#lib/db/retention-decisions.ts';
import type { ToDo } from '#lib/db/retention-decisions.ts';
import type { ClaimedRun } from '#lib/db/retention-runs.ts';
import type { Tx } from '#lib/db/transaction.ts';
import { ticketHidden } from '#lib/db/trash.ts';
import { hideUnreached } from '#lib/db/visibility.ts';
import { publish } from '#lib/events/publish.ts';
import type { Planned } from './plan-retention.ts';
import type { RunScope } from './retention-check.ts';
import { checkUntagged } from './retention-check.ts';
import { runFree } from './run-operation.ts';

/**
 * Hides manifests that no tag holds, by the decision of an applied rule, with leave to purge them. Nothing is done upstream; a
 * push that needs one of them waits, or has it revived.
 * @throws AppError TOOMANYREQUESTS, PlanOutdated, RunTaken
 */
export async function retireManifests(
  run: ClaimedRun,
  input: { scope: RunScope; repository: string; planned: Planned; doomed: ToDo[] },
): Promise<void> {
  const { scope, planned, doomed } = input;
  const digests = doomed.map(({ digest }) => digest);
  const keys = digests.map((digest) => manifestKey(scope.repositoryId, digest, true));
  await runFree(scope.repositoryId, keys, async (tx) => {
    const ids = await checkUntagged(tx, run, scope, planned, digests);
    await hide(tx, run, input, ids);
  });
}

async function hide(
  tx: Tx,
  run: ClaimedRun,
  { scope: { repositoryId }, repository, doomed }: { scope: RunScope; repository: string; doomed: ToDo[] },
  ids: ReadonlyMap<string, number>,
): Promise<void> {
  const wanted = doomed.map(({ digest }) => ids.get(digest)!);
  const hidden = new Set(await hideUnreached(tx, repositoryId, wanted));
  const gone = doomed.filter(({ digest }) => hidden.has(digest));
  for (const { digest } of gone)
    await ticketHidden(tx, repositoryId, ids.get(digest)!, `cleanup run ${run.id}`);
  await noteDeleted(tx, run.id, repository, gone);
  await noteKept(
    run.id,
    doomed
      .filter(({ digest }) => !hidden.has(digest))
      .map(({ position }) => ({ position, note: 'Something that stays needs it.' })),
    tx,
  );
  if (gone.length === 0) return;
  const about = { project: run.project, repository };
  const actor = { name: run.actor, address: run.address };
  await recordAudit(
    tx,
    ...gone.map(({ digest }) => ({
      ...about,
      actor,
      action: 'manifest.delete' as const,
      target: digest,
      detail: { run: String(run.id) },
    })),
  );
  await publish(tx, { kind: 'deleted', ...about, tags: [], actor: run.actor });
}
