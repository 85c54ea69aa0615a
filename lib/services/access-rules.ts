import { recordAudit } from '#lib/audit/record.ts';
import type { AccessRuleRow, NewAccessRule } from '#lib/db/access-rules.ts';
import * as rows from '#lib/db/access-rules.ts';
import { raisePolicyVersion, type LockedProject } from '#lib/db/projects.ts';
import type { Tx } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { globRegex } from '#lib/oci/glob-regex.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { SignedIn } from '#lib/policies/principal.ts';
import {
  MAX_ACCESS_RULES,
  type AccessRuleInput,
  type AccessRuleShown,
  type AccessSubject,
} from '#lib/schemas/access.ts';
import type { AuditAction } from '#lib/schemas/audit.ts';
import type { Actor } from './actor.ts';
import { changeProject } from './change-project.ts';
import { publishAccess } from './publish-access.ts';
import { requireProject } from './require-access.ts';

/** The rules of a project, for its members. @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED */
export async function listAccessRules(
  principal: Principal,
  project: string,
): Promise<{ items: AccessRuleShown[] }> {
  const { id } = await requireProject(principal, project, 'members.view');
  return { items: (await rows.readAccessRules(id)).map(presentRule) };
}

/**
 * Adds a rule; it holds from the next request on.
 * @throws AppError NOT_FOUND for the project or whom it is about, UNAUTHORIZED, DENIED; CONFLICT when there are too many
 */
export async function createAccessRule(
  principal: SignedIn,
  project: string,
  input: AccessRuleInput,
  actor: Actor,
): Promise<AccessRuleShown> {
  return await changeRules(principal, project, actor, async (tx, locked) => {
    if ((await rows.countAccessRules(tx, locked.id)) >= MAX_ACCESS_RULES) throw tooMany(project);
    const rule = await stored(tx, locked, input);
    const id = await rows.insertAccessRule(tx, { ...rule, createdBy: actor.name });
    return { action: 'access-rule.created', rule: (await rows.findAccessRule(locked.id, id, tx))! };
  });
}

/** @throws AppError as `createAccessRule`; NOT_FOUND also for a rule of another project */
export async function updateAccessRule(
  principal: SignedIn,
  { project, id }: { project: string; id: number },
  input: AccessRuleInput,
  actor: Actor,
): Promise<AccessRuleShown> {
  return await changeRules(principal, project, actor, async (tx, locked) => {
    const updated = await rows.updateAccessRuleRow(tx, id, await stored(tx, locked, input));
    if (!updated) throw noRule(project, id);
    return { action: 'access-rule.updated', rule: (await rows.findAccessRule(locked.id, id, tx))! };
  });
}

/** @throws AppError NOT_FOUND (also for a rule of another project), UNAUTHORIZED, DENIED */
export async function deleteAccessRule(
  principal: SignedIn,
  { project, id }: { project: string; id: number },
  actor: Actor,
): Promise<void> {
  await changeRules(principal, project, actor, async (tx, locked) => {
    const rule = await rows.findAccessRule(locked.id, id, tx);
    if (!rule) throw noRule(project, id);
    await rows.deleteAccessRuleRow(tx, locked.id, id);
    return { action: 'access-rule.deleted', rule };
  });
}

/** A rule as it is shown. */
export function presentRule({ subject, name, createdAt, ...rule }: AccessRuleRow): AccessRuleShown {
  return { ...rule, subject: presentSubject(subject, name), createdAt: createdAt.toISOString() };
}

function presentSubject(subject: AccessRuleRow['subject'], name: string | null): AccessSubject {
  if (subject === 'anyone') return { kind: 'anyone' };
  if (subject === 'signed_in') return { kind: 'signed-in' };
  return { kind: subject, name: name ?? '' };
}

async function changeRules(
  principal: SignedIn,
  name: string,
  actor: Actor,
  work: (tx: Tx, project: LockedProject) => Promise<{ action: AuditAction; rule: AccessRuleRow }>,
): Promise<AccessRuleShown> {
  return await changeProject(principal, name, 'members.manage', async (tx, project) => {
    const { action, rule } = await work(tx, project);
    await raisePolicyVersion(tx, project.id);
    const shown = presentRule(rule);
    const { effect, subject, repositories, actions } = shown;
    const detail = { effect, subject, repositories, actions };
    await recordAudit(tx, { actor, action, project: name, target: String(rule.id), detail });
    await publishAccess(tx, name, actor);
    return shown;
  });
}

async function stored(tx: Tx, project: LockedProject, input: AccessRuleInput): Promise<NewAccessRule> {
  const { effect, repositories, actions, subject } = input;
  return {
    projectId: project.id,
    effect,
    subject: subject.kind === 'signed-in' ? 'signed_in' : subject.kind,
    subjectId: await subjectId(tx, project, subject),
    repositories,
    pattern: globRegex(repositories),
    actions,
  };
}

async function subjectId(tx: Tx, project: LockedProject, subject: AccessSubject): Promise<number | null> {
  if (!('name' in subject)) return null;
  const id = await rows.findSubject(tx, project.id, subject.kind, subject.name);
  if (id === null) throw new AppError('NOT_FOUND', `There is no ${subject.kind} ${subject.name}.`);
  return id;
}

function tooMany(project: string): AppError {
  return new AppError(
    'CONFLICT',
    `The project ${project} has ${MAX_ACCESS_RULES} access rules, which is all it may have: say several in one with {a,b}, or use a group.`,
  );
}

function noRule(project: string, id: number): AppError {
  return new AppError('NOT_FOUND', `The project ${project} has no access rule ${id}.`);
}
