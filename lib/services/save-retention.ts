import { recordAudit } from '#lib/audit/record.ts';
import type { SignedIn } from '#lib/policies/principal.ts';
import type { LockedProject } from '#lib/db/projects.ts';
import {
  activateRetentionPolicy,
  deleteRetentionPolicy,
  readRetentionPolicy,
  saveRetentionPolicy,
} from '#lib/db/retention-policies.ts';
import type { Tx } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { PutRetentionInput, SavedRetention } from '#lib/schemas/retention-runs.ts';
import type { Actor } from './actor.ts';
import { changeProject } from './change-project.ts';
import { getRetention } from './get-retention.ts';
import { publishRetention } from './publish-retention.ts';

/**
 * Saves a project's cleanup as a new version, from the one that the asker has seen.
 * @throws AppError as `changeProject`; CONFLICT when another version is saved by now, or an observing one should act at once
 */
export async function saveRetention(
  principal: SignedIn,
  project: string,
  input: PutRetentionInput,
  actor: Actor,
): Promise<SavedRetention> {
  await changeRetention(principal, project, actor, async (tx, { id, name }) => {
    const before = await readRetentionPolicy(id, tx);
    if (input.state === 'active' && before?.state !== 'active') throw notObserved();
    const { version, policy, state, schedule, timeZone, onPush, guardPercent } = input;
    const change = { policy, state, schedule, timeZone, onPush, guardPercent };
    if (!(await saveRetentionPolicy(tx, version, { ...change, projectId: id, updatedBy: actor.name })))
      throw outdated(before?.version ?? 0);
    const detail = { version: version + 1, ...change };
    await recordAudit(tx, { actor, action: 'retention.saved', project: name, detail });
  });
  return await getRetention(principal, project);
}

/** Lets an observed policy delete. @throws AppError as `saveRetention` */
export async function activateRetention(
  principal: SignedIn,
  project: string,
  version: number,
  actor: Actor,
): Promise<SavedRetention> {
  await changeRetention(principal, project, actor, async (tx, { id, name }) => {
    if (!(await activateRetentionPolicy(tx, id, version, actor.name)))
      throw outdated((await readRetentionPolicy(id, tx))?.version ?? 0);
    const detail = { version: version + 1 };
    await recordAudit(tx, { actor, action: 'retention.activated', project: name, detail });
  });
  return await getRetention(principal, project);
}

/** Forgets a project's cleanup; its runs stay to be looked at. @throws AppError as `saveRetention` */
export async function deleteRetention(
  principal: SignedIn,
  project: string,
  version: number,
  actor: Actor,
): Promise<void> {
  await changeRetention(principal, project, actor, async (tx, { id, name }) => {
    if (!(await deleteRetentionPolicy(tx, id, version)))
      throw outdated((await readRetentionPolicy(id, tx))?.version ?? 0);
    await recordAudit(tx, { actor, action: 'retention.deleted', project: name, detail: { version } });
  });
}

async function changeRetention(
  principal: SignedIn,
  project: string,
  actor: Actor,
  work: (tx: Tx, project: LockedProject) => Promise<void>,
): Promise<void> {
  await changeProject(principal, project, 'retention.manage', async (tx, locked) => {
    await work(tx, locked);
    await publishRetention(tx, locked.name, actor.name);
  });
}

function outdated(version: number): AppError {
  return new AppError(
    'CONFLICT',
    'The cleanup of this project was changed meanwhile: load it again, and make your change there.',
    { detail: { version } },
  );
}

function notObserved(): AppError {
  return new AppError(
    'CONFLICT',
    'New rules observe at first: save them so, look at what they would delete, then activate them.',
  );
}
