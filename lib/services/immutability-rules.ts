import { setTimeout as delay } from 'node:timers/promises';
import { recordAudit } from '#lib/audit/record.ts';
import type { SignedIn } from '#lib/policies/principal.ts';
import type { StoredRule } from '#lib/db/immutability-rules.ts';
import * as rows from '#lib/db/immutability-rules.ts';
import { holdBeginnings, openTagOperations } from '#lib/db/operations.ts';
import type { LockedProject } from '#lib/db/projects.ts';
import type { Tx } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { publish } from '#lib/events/publish.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { AuditAction } from '#lib/schemas/audit.ts';
import type { ImmutabilityRuleInput, ImmutabilityRuleShown } from '#lib/schemas/protection.ts';
import { MAX_IMMUTABILITY_RULES } from '#lib/schemas/protection.ts';
import type { Actor } from './actor.ts';
import { changeProject } from './change-project.ts';
import { requireProject } from './require-access.ts';
import { settleOverdue } from './settle-operations.ts';

/** The rules of a project, for its members. @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED */
export async function listImmutabilityRules(
  principal: Principal,
  project: string,
): Promise<{ items: ImmutabilityRuleShown[] }> {
  const { id } = await requireProject(principal, project, 'members.view');
  return { items: (await rows.readImmutabilityRules(id)).map(present) };
}

/**
 * Makes tags immutable from now on: pushes and deletes that had begun have ended when this returns, those that begin later obey.
 * @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED; CONFLICT when there are too many rules
 */
export async function createImmutabilityRule(
  principal: SignedIn,
  name: string,
  input: ImmutabilityRuleInput,
  actor: Actor,
): Promise<ImmutabilityRuleShown> {
  const { project, rule } = await changeRules(principal, name, async (tx, project) => {
    if ((await rows.readImmutabilityRules(project.id, tx)).length >= MAX_IMMUTABILITY_RULES)
      throw tooMany(name);
    const rule = await rows.insertImmutabilityRule(tx, {
      projectId: project.id,
      ...input,
      createdBy: actor.name,
    });
    await record(tx, name, { action: 'immutability-rule.created', rule, actor });
    return { project, rule };
  });
  await endOfBegun(project.id);
  return present(rule);
}

/** @throws AppError as `createImmutabilityRule`; NOT_FOUND also for a rule of another project */
export async function updateImmutabilityRule(
  principal: SignedIn,
  { project: name, id }: { project: string; id: number },
  input: ImmutabilityRuleInput,
  actor: Actor,
): Promise<ImmutabilityRuleShown> {
  const { project, rule } = await changeRules(principal, name, async (tx, project) => {
    const rule = await rows.updateImmutabilityRuleRow(tx, { projectId: project.id, id, ...input });
    if (!rule) throw noRule(name, id);
    await record(tx, name, { action: 'immutability-rule.updated', rule, actor });
    return { project, rule };
  });
  await endOfBegun(project.id);
  return present(rule);
}

/** @throws AppError NOT_FOUND (also for a rule of another project), UNAUTHORIZED, DENIED */
export async function deleteImmutabilityRule(
  principal: SignedIn,
  { project: name, id }: { project: string; id: number },
  actor: Actor,
): Promise<void> {
  await changeRules(principal, name, async (tx, project) => {
    const rule = await rows.deleteImmutabilityRuleRow(tx, project.id, id);
    if (!rule) throw noRule(name, id);
    await record(tx, name, { action: 'immutability-rule.deleted', rule, actor });
  });
}

async function changeRules<T>(
  principal: SignedIn,
  name: string,
  work: (tx: Tx, project: LockedProject) => Promise<T>,
): Promise<T> {
  return changeProject(principal, name, 'immutability.manage', async (tx, project) => {
    await holdBeginnings(tx, project.id);
    return work(tx, project);
  });
}

/** As long as a write waits for another. What then still hangs is settled as it had begun, before the rule. */
const PATIENCE_MS = 10_000;
const POLL_MS = 50;

async function endOfBegun(projectId: number): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  let open = (await openTagOperations(projectId)).map(({ id }) => id);
  while (open.length > 0 && Date.now() < until) {
    await delay(POLL_MS);
    await settleOverdue(open).catch(() => 0);
    open = (await openTagOperations(projectId, open)).map(({ id }) => id);
  }
}

function present({ createdAt, ...rule }: StoredRule): ImmutabilityRuleShown {
  return { ...rule, createdAt: createdAt.toISOString() };
}

async function record(
  tx: Tx,
  project: string,
  { action, rule, actor }: { action: AuditAction; rule: StoredRule; actor: Actor },
): Promise<void> {
  const detail = { repositories: rule.repositories, tags: rule.tags };
  await recordAudit(tx, { actor, action, project, target: String(rule.id), detail });
  await publish(tx, { kind: 'locked', project, repository: null, tags: [], actor: actor.name });
}

function tooMany(project: string): AppError {
  return new AppError(
    'CONFLICT',
    `The project ${project} has ${MAX_IMMUTABILITY_RULES} immutability rules, which is all it may have: say several in one with {a,b}.`,
  );
}

function noRule(project: string, id: number): AppError {
  return new AppError('NOT_FOUND', `The project ${project} has no immutability rule ${id}.`);
}
