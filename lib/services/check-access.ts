import type { z } from 'zod';
import { findAccessRule, findPrincipalId, groupsGiving } from '#lib/db/access-rules.ts';
import { loadProjectAccess, type ProjectAccess } from '#lib/db/access.ts';
import { loadPrincipal } from '#lib/db/principals.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { projectOf } from '#lib/oci/reference.ts';
import { can, ANONYMOUS, type Decision, type Principal } from '#lib/policies/can.ts';
import type { AccessCheck, accessCheckQuery } from '#lib/schemas/access.ts';
import { presentRule } from './access-rules.ts';
import { requireProject } from './require-access.ts';

type Query = z.output<typeof accessCheckQuery>;

/**
 * Whether somebody may do something in a repository, which need not be there, and what decides it. Members ask about themselves, owners
 * about everyone.
 * @throws AppError NOT_FOUND for the project, or for whom it is asked, UNAUTHORIZED, DENIED; REQUEST_INVALID for a repository of another project
 */
export async function checkAccess(
  principal: Principal,
  { project, ...asked }: Query & { project: string },
): Promise<AccessCheck> {
  if (projectOf(asked.repository) !== project)
    throw new AppError('REQUEST_INVALID', `${asked.repository} is no repository of the project ${project}.`);
  const self = asked.principal === undefined || asked.principal === nameOf(principal);
  await requireProject(principal, project, self ? 'project.view' : 'members.manage');
  const whom = self ? { principal, ended: false } : await principalNamed(asked.principal!);
  const access = await loadProjectAccess(project, whom.principal);
  if (!access) throw new AppError('NOT_FOUND', `There is no project ${project}, or you may not see it.`);
  if (whom.ended) return { ...disabled(asked), by: { kind: 'disabled' } };
  const decision = can(whom.principal, asked.action, { ...access, repository: asked.repository });
  return await explain(decision, asked, access, whom.principal);
}

function nameOf(principal: Principal): string {
  return principal.kind === 'anonymous' ? 'anyone' : `${principal.kind}:${principal.name}`;
}

/** As they are now, without a token's limits. */
async function principalNamed(text: string): Promise<{ principal: Principal; ended: boolean }> {
  if (text === 'anyone') return { principal: ANONYMOUS, ended: false };
  const colon = text.indexOf(':');
  const kind = text.slice(0, colon) as 'user' | 'robot';
  const name = text.slice(colon + 1);
  const id = name.includes('\0') ? null : await findPrincipalId(kind, name);
  const found = id === null ? null : await loadPrincipal({ kind, id });
  if (!found) throw new AppError('NOT_FOUND', `There is no ${kind} ${name}.`);
  const { ended, ...principal } = found;
  return { principal, ended };
}

function disabled({ action, repository }: Query): Omit<AccessCheck, 'by'> {
  return {
    allowed: false,
    sentence: `No. The account is disabled or over: it may not ${action} in ${repository}.`,
    needs: 'an account that is enabled',
  };
}

async function explain(
  decision: Decision,
  asked: Query,
  access: ProjectAccess,
  whom: Principal,
): Promise<AccessCheck> {
  const { by } = decision;
  const groups =
    by.kind === 'role' && whom.kind === 'user' ? await groupsGiving(access.id, whom.id, by.role) : [];
  const sentence = `${decision.allowed ? 'Yes' : 'No'}. ${reason(decision, asked, groups)}`;
  return {
    allowed: decision.allowed,
    sentence,
    needs: decision.allowed ? null : decision.needs,
    by: await ground(by, access, groups),
  };
}

async function ground(
  by: Decision['by'],
  access: ProjectAccess,
  groups: string[],
): Promise<AccessCheck['by']> {
  if (by.kind === 'role') return { ...by, groups };
  if (by.kind === 'grant') return { kind: 'grant', repositories: by.grant.repositories };
  if (by.kind === 'account') return { kind: 'nothing' };
  if (by.kind !== 'rule') return by;
  const rule = await findAccessRule(access.id, by.rule.id);
  // Deleted this moment: the answer was so when it was asked.
  return rule ? { kind: 'rule', rule: presentRule(rule) } : { kind: 'nothing' };
}

function reason(decision: Decision, { action }: Query, groups: string[]): string {
  const { by } = decision;
  switch (by.kind) {
    case 'admin':
      return 'A system administrator may do everything.';
    case 'rule':
      return `Rule ${by.rule.id} ${by.rule.effect === 'allow' ? 'allows' : 'denies'} ${action} on ${by.rule.repositories}.`;
    case 'grant':
      return `The robot was given ${by.grant.repositories}.`;
    case 'role':
      return `Role ${by.role}${groups.length > 0 ? `, through the group ${groups.join(' and ')},` : ''} allows it.`;
    case 'public':
      return 'The project is public.';
    default:
      return decision.allowed ? 'It is allowed.' : `This needs ${decision.needs}.`;
  }
}
