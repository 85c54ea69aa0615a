import type { z } from 'zod';
import { recordAudit } from '#lib/audit/record.ts';
import { hashSecret, hintOf, makeSecret } from '#lib/auth/secret-format.ts';
import {
  deleteApiTokenRow,
  insertApiToken,
  readApiToken,
  readApiTokens,
  readTokenProjects,
  updateApiTokenRow,
  type ApiTokenRow,
} from '#lib/db/api-tokens.ts';
import { loadProjectAccess } from '#lib/db/access.ts';
import { isUniqueViolation } from '#lib/db/database-error.ts';
import { transaction, type Tx } from '#lib/db/transaction.ts';
import { lockUser } from '#lib/db/users.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { can, type UserPrincipal } from '#lib/policies/can.ts';
import {
  MAX_TOKENS,
  type ApiToken,
  type CreatedToken,
  type createTokenInput,
  type updateTokenInput,
} from '#lib/schemas/tokens.ts';
import type { Actor } from './actor.ts';
import { presentToken } from './present-token.ts';
import { requireSystem } from './require-system.ts';

/** One's own access tokens, the newest first. @throws AppError DENIED for a token without the scope admin */
export async function listMyTokens(principal: UserPrincipal): Promise<{ items: ApiToken[] }> {
  requireSystem(principal, 'account.manage');
  return { items: (await readApiTokens(principal.id)).map(presentToken) };
}

/**
 * Makes an access token for oneself; its secret is told here and never again.
 * @throws AppError DENIED for who came with a token; REQUEST_INVALID for a project that they may not see; CONFLICT for a name that is
 * taken, or too many tokens
 */
export async function createMyToken(
  principal: UserPrincipal,
  input: z.output<typeof createTokenInput>,
  actor: Actor,
): Promise<CreatedToken> {
  requireSystem(principal, 'tokens.make');
  const projects = await projectIds(principal, input.projects);
  const secret = makeSecret('token');
  return await transaction(async (tx) => {
    await refuseTooMany(tx, principal);
    const { name, scopes } = input;
    const row = { userId: principal.id, name, scopes, projects, expiresAt: dateOf(input.expiresAt) };
    const made = { ...row, hash: hashSecret(secret), hint: hintOf(secret) };
    const id = await insertApiToken(tx, made).catch((error: unknown) => nameTaken(error, name));
    const token = presentToken((await readApiToken(tx, principal.id, id))!);
    await record(tx, 'token.created', principal.name, token, actor);
    return { ...token, secret };
  });
}

/**
 * Changes the name, scopes, projects or end of a token; its secret stays. Holds from the next request on.
 * @throws AppError as `createMyToken`; NOT_FOUND
 */
export async function updateMyToken(
  principal: UserPrincipal,
  id: number,
  input: z.output<typeof updateTokenInput>,
  actor: Actor,
): Promise<ApiToken> {
  requireSystem(principal, 'tokens.make');
  const projects = input.projects === undefined ? undefined : await projectIds(principal, input.projects);
  return await transaction(async (tx) => {
    await lockUser(tx, principal.name);
    const before = await readApiToken(tx, principal.id, id);
    if (!before) throw noToken(id);
    const change = {
      name: input.name ?? before.name,
      scopes: input.scopes ?? before.scopes,
      expiresAt: input.expiresAt === undefined ? before.expiresAt : dateOf(input.expiresAt),
      projects: projects === undefined ? await keptProjects(tx, before) : projects,
    };
    await updateApiTokenRow(tx, id, change).catch((error: unknown) => nameTaken(error, change.name));
    const token = presentToken((await readApiToken(tx, principal.id, id))!);
    await record(tx, 'token.updated', principal.name, token, actor);
    return token;
  });
}

/** Takes a token back, at once. @throws AppError NOT_FOUND, DENIED */
export async function revokeMyToken(principal: UserPrincipal, id: number, actor: Actor): Promise<void> {
  requireSystem(principal, 'account.manage');
  await revoke({ id: principal.id, name: principal.name }, id, actor);
}

/** Takes a user's token back, for whoever may. @throws AppError NOT_FOUND */
export async function revoke(user: { id: number; name: string }, id: number, actor: Actor): Promise<void> {
  await transaction(async (tx) => {
    const name = await deleteApiTokenRow(tx, user.id, id);
    if (name === null) throw noToken(id);
    await recordAudit(tx, { actor, action: 'token.revoked', target: user.name, detail: { token: name } });
  });
}

async function refuseTooMany(tx: Tx, { id, name }: UserPrincipal): Promise<void> {
  await lockUser(tx, name);
  if ((await readApiTokens(id, tx)).length < MAX_TOKENS) return;
  throw new AppError(
    'CONFLICT',
    `You have ${MAX_TOKENS} access tokens, which is all one may have: revoke those that nothing uses.`,
  );
}

/** Ids of projects that the user may see: a token for others would do nothing, and tell that they are there. */
async function projectIds(principal: UserPrincipal, names: string[] | null): Promise<number[] | null> {
  if (names === null) return null;
  const found = await Promise.all(names.map((name) => loadProjectAccess(name, principal)));
  return found.map((project, at) => {
    if (project && can(principal, 'project.view', project).allowed) return project.id;
    const message = `There is no project ${names[at]!}, or you may not see it.`;
    throw new AppError('REQUEST_INVALID', message, { detail: { fields: { projects: message } } });
  });
}

async function keptProjects(tx: Tx, { id, allProjects }: ApiTokenRow): Promise<number[] | null> {
  return allProjects ? null : readTokenProjects(tx, id);
}

function dateOf(at: string | null): Date | null {
  return at === null ? null : new Date(at);
}

async function record(
  tx: Tx,
  action: 'token.created' | 'token.updated',
  user: string,
  { name, scopes, projects, expiresAt }: ApiToken,
  actor: Actor,
): Promise<void> {
  await recordAudit(tx, {
    actor,
    action,
    target: user,
    detail: { token: name, scopes, projects, expiresAt },
  });
}

function nameTaken(error: unknown, name: string): never {
  if (!isUniqueViolation(error)) throw error;
  const message = `You have an access token ${name} already. Give another name.`;
  throw new AppError('CONFLICT', message, { detail: { fields: { name: message } }, cause: error });
}

function noToken(id: number): AppError {
  return new AppError('NOT_FOUND', `There is no access token ${id}: it may have been revoked already.`);
}
