import type { z } from 'zod';
import { recordAudit } from '#lib/audit/record.ts';
import type { UserPrincipal } from '#lib/auth/authenticate.ts';
import { loadProjectAccess } from '#lib/db/access.ts';
import {
  countMyOtherRequests,
  decideRequest,
  listMyRequests,
  listRequests,
  lockRequest,
  upsertRequest,
  withdrawRequest,
  type RequestRow,
} from '#lib/db/access-requests.ts';
import { findMember, upsertMember } from '#lib/db/members.ts';
import { raisePolicyVersion, type LockedProject } from '#lib/db/projects.ts';
import { transaction, type Tx } from '#lib/db/transaction.ts';
import { lockUser } from '#lib/db/users.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { can, type Principal } from '#lib/policies/can.ts';
import type { SignedIn } from '#lib/policies/principal.ts';
import { atLeast, type RoleName } from '#lib/policies/roles.ts';
import type { AccessRequest, accessRequestInput, MyAccessRequest } from '#lib/schemas/joining.ts';
import type { Actor } from './actor.ts';
import { changeProject } from './change-project.ts';
import { noUser } from './get-user.ts';
import { publishAccess } from './publish-access.ts';
import { requireProject } from './require-access.ts';

/** More at once is no question any more. */
const MAX_WAITING = 10;

/**
 * Asks the owners of a project for a role in it. The answer is the same whether there is such a project or not, and so is all that is done
 * for it, so that nobody finds out by asking.
 * @throws AppError CONFLICT for who has that role already in a project that they see, and for too many requests
 */
export async function requestAccess(
  principal: UserPrincipal,
  input: z.output<typeof accessRequestInput> & { project: string },
  actor: Actor,
): Promise<{ project: string; role: RoleName }> {
  const { project, role, message } = input;
  const access = await loadProjectAccess(project, principal);
  if (access && can(principal, 'project.view', access).allowed && hasRole(principal, access.role, role)) {
    throw new AppError('CONFLICT', `You may do that in ${project} already.`);
  }
  await transaction(async (tx) => {
    const user = await lockUser(tx, principal.name);
    if (!user) throw noUser(principal.name);
    if ((await countMyOtherRequests(tx, user.id, project)) >= MAX_WAITING) {
      throw new AppError(
        'CONFLICT',
        `You wait for ${MAX_WAITING} projects already. Withdraw a request first.`,
      );
    }
    await upsertRequest(tx, { userId: user.id, project, role, message });
    await recordAudit(tx, {
      actor,
      action: 'access.requested',
      project,
      target: user.name,
      detail: { role },
    });
    await publishAccess(tx, project, actor);
  });
  return { project, role };
}

/** What one asked for and has not got; whether it was read, or could be, is not told. */
export async function listMyAccessRequests(principal: UserPrincipal): Promise<{ items: MyAccessRequest[] }> {
  const rows = await listMyRequests(principal.id);
  const items = rows.map(({ createdAt, lapsesAt, ...row }) => ({
    ...row,
    createdAt: createdAt.toISOString(),
    lapsesAt: lapsesAt.toISOString(),
  }));
  return { items };
}

/** @throws AppError NOT_FOUND for one that is not one's own, or not there */
export async function withdrawAccessRequest(
  principal: UserPrincipal,
  id: number,
  actor: Actor,
): Promise<void> {
  await transaction(async (tx) => {
    const project = await withdrawRequest(tx, principal.id, id);
    if (project === null) throw noRequest();
    await recordAudit(tx, { actor, action: 'access.request-withdrawn', project, target: principal.name });
    await publishAccess(tx, project, actor);
  });
}

/** Who waits to get into a project, for its owners. @throws AppError as `requireProject` */
export async function listAccessRequests(
  principal: Principal,
  project: string,
): Promise<{ items: AccessRequest[] }> {
  const { id } = await requireProject(principal, project, 'members.manage');
  return { items: (await listRequests(id)).map(present) };
}

/**
 * Gives who asked the role (theirs or another), from their next request on. A role that they have is not lowered.
 * @throws AppError as `changeProject`; NOT_FOUND for what does not wait here
 */
export async function approveAccess(
  principal: SignedIn,
  input: { project: string; id: number; role?: RoleName | undefined },
  actor: Actor,
): Promise<void> {
  await decide(principal, input, actor, 'granted', async (tx, project, request) => {
    const role = input.role ?? request.role;
    const before = await findMember(tx, project.id, request.userId);
    if (before && atLeast(before.direct, role)) return;
    await upsertMember(tx, project.id, request.userId, role);
    await raisePolicyVersion(tx, project.id);
    const detail = { role, before: before?.direct ?? null, request: request.id };
    await recordAudit(tx, {
      actor,
      action: 'member.set',
      project: project.name,
      target: request.username,
      detail,
    });
  });
}

/** Who asked is not told. @throws AppError as `approveAccess` */
export async function refuseAccess(
  principal: SignedIn,
  input: { project: string; id: number },
  actor: Actor,
): Promise<void> {
  await decide(principal, input, actor, 'refused', async (tx, project, request) =>
    recordAudit(tx, {
      actor,
      action: 'access.request-refused',
      project: project.name,
      target: request.username,
    }),
  );
}

async function decide(
  principal: SignedIn,
  input: { project: string; id: number },
  actor: Actor,
  state: 'granted' | 'refused',
  work: (tx: Tx, project: LockedProject, request: RequestRow) => Promise<void>,
): Promise<void> {
  await changeProject(principal, input.project, 'members.manage', async (tx, project) => {
    const request = await lockRequest(tx, project.id, input.id);
    if (!request) throw noRequest();
    await decideRequest(tx, request.id, { state, by: principal.name });
    await work(tx, project, request);
    await publishAccess(tx, project.name, actor);
  });
}

function hasRole(principal: UserPrincipal, has: RoleName | null, asked: RoleName): boolean {
  return principal.admin || (has !== null && atLeast(has, asked));
}

function present({ id, username, role, currentRole, message, createdAt }: RequestRow): AccessRequest {
  return { id, username, role, currentRole, message, createdAt: createdAt.toISOString() };
}

function noRequest(): AppError {
  return new AppError('NOT_FOUND', 'There is no such request any more: it was withdrawn or answered.');
}
