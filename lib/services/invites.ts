import type { z } from 'zod';
import { recordAudit } from '#lib/audit/record.ts';
import type { UserPrincipal } from '#lib/auth/authenticate.ts';
import { newLinkToken } from '#lib/auth/link-token.ts';
import { deleteInviteRow, insertInvite, listInvites, type NewInviteRow } from '#lib/db/invites.ts';
import { transaction, type Tx } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { SignedIn } from '#lib/policies/principal.ts';
import type { Invite, inviteInput, NewInvite, projectInviteInput } from '#lib/schemas/joining.ts';
import type { Actor } from './actor.ts';
import { changeProject } from './change-project.ts';
import { presentInvite } from './present-invite.ts';
import { publishAccess } from './publish-access.ts';
import { requireProject } from './require-access.ts';
import { requireSystem } from './require-system.ts';

const DAY_SECONDS = 24 * 60 * 60;

/** All invites, for administrators. @throws AppError DENIED */
export async function listAllInvites(principal: Principal): Promise<{ items: Invite[] }> {
  requireSystem(principal, 'users.manage');
  return { items: (await listInvites(null)).map(presentInvite) };
}

/** Those into a project, for its owners. @throws AppError as `requireProject` */
export async function listProjectInvites(
  principal: Principal,
  project: string,
): Promise<{ items: Invite[] }> {
  const { id } = await requireProject(principal, project, 'members.manage');
  return { items: (await listInvites(id)).map(presentInvite) };
}

/**
 * A link with which somebody makes an account, once; with a project they are a member of it then. For administrators.
 * @throws AppError DENIED; as `requireProject` for the project
 */
export async function inviteUser(
  principal: UserPrincipal,
  input: z.output<typeof inviteInput> & { origin: string },
  actor: Actor,
): Promise<NewInvite> {
  requireSystem(principal, 'users.manage');
  const { project, role, ...rest } = input;
  if (project !== undefined && role !== undefined)
    return await inviteToProject(principal, { ...rest, project, role }, actor);
  return await transaction((tx) => make(tx, { ...rest, project: null, role: null }, actor));
}

/** The same into a project, for its owners. @throws AppError as `changeProject` */
export async function inviteToProject(
  principal: UserPrincipal,
  input: z.output<typeof projectInviteInput> & { project: string; origin: string },
  actor: Actor,
): Promise<NewInvite> {
  return await changeProject(principal, input.project, 'members.manage', async (tx, project) => {
    const made = await make(tx, { ...input, project }, actor);
    await publishAccess(tx, project.name, actor);
    return made;
  });
}

/** Takes an invite back. For administrators. @throws AppError DENIED, NOT_FOUND */
export async function deleteInvite(principal: Principal, id: number, actor: Actor): Promise<void> {
  requireSystem(principal, 'users.manage');
  await transaction((tx) => remove(tx, id, null, actor));
}

/** Takes an invite into a project back, for its owners. @throws AppError as `changeProject`; NOT_FOUND for one of another project */
export async function deleteProjectInvite(
  principal: SignedIn,
  input: { project: string; id: number },
  actor: Actor,
): Promise<void> {
  await changeProject(principal, input.project, 'members.manage', (tx, project) =>
    remove(tx, input.id, project.id, actor),
  );
}

type Making = {
  project: { id: number; name: string } | null;
  role: NewInviteRow['role'];
  email?: string | undefined;
  note: string;
  days: number;
  origin: string;
};

/** The token stands behind the `#`, which browsers send to no server. */
async function make(tx: Tx, making: Making, actor: Actor): Promise<NewInvite> {
  const { project, role, email = null, note } = making;
  const { token, hash } = newLinkToken();
  const row = await insertInvite(tx, {
    hash,
    projectId: project?.id ?? null,
    role,
    email,
    note,
    createdBy: actor.name ?? '',
    seconds: making.days * DAY_SECONDS,
  });
  await recordAudit(tx, {
    actor,
    action: 'invite.created',
    project: project?.name ?? null,
    target: String(row.id),
    detail: { role, days: making.days },
  });
  return { ...presentInvite(row), url: `${making.origin}/invite#${token}` };
}

async function remove(tx: Tx, id: number, projectId: number | null, actor: Actor): Promise<void> {
  const gone = await deleteInviteRow(tx, id, projectId);
  if (!gone) throw new AppError('NOT_FOUND', 'There is no such invite any more.');
  await recordAudit(tx, { actor, action: 'invite.deleted', project: gone.project, target: String(id) });
}
