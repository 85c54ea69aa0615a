import { recordAudit } from '#lib/audit/record.ts';
import type { UserPrincipal } from '#lib/auth/authenticate.ts';
import { linkPerson } from '#lib/auth/external/admit.ts';
import { findProvider, loadProviders } from '#lib/auth/external/providers.ts';
import { provePerson } from '#lib/auth/ldap/sign-in.ts';
import { beginAttempt } from '#lib/auth/sign-in-limit.ts';
import { syncGroupMembers } from '#lib/db/group-mappings.ts';
import { countWaysIn, deleteIdentity, readIdentities } from '#lib/db/identities.ts';
import { deleteUserSessions, restampSession } from '#lib/db/sessions.ts';
import { transaction } from '#lib/db/transaction.ts';
import { lockUser, raiseStamp } from '#lib/db/users.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { IdentityList } from '#lib/schemas/sign-in-providers.ts';
import type { Actor } from './actor.ts';
import { publishAccess } from './publish-access.ts';

/** By which providers one signs in, and which more could be linked. */
export async function listMyIdentities(principal: UserPrincipal): Promise<IdentityList> {
  const [rows, providers, { hasPassword }] = await Promise.all([
    readIdentities(principal.id),
    loadProviders(),
    countWaysIn(null, principal.id),
  ]);
  const linked = new Set(rows.map(({ provider }) => provider));
  return {
    items: rows.map((row) => ({
      id: row.id,
      provider: row.provider,
      providerName: providers.find(({ key }) => key === row.provider)?.config.name ?? row.provider,
      name: row.name,
      email: row.email,
      createdAt: row.createdAt.toISOString(),
      lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
    })),
    linkable: providers
      .filter(({ key, enabled }) => enabled && !linked.has(key))
      .map(({ key, kind, config }) => ({ key, kind, name: config.name })),
    hasPassword,
  };
}

/**
 * Links one's account in a directory, by its name and password.
 * @throws AppError NOT_FOUND for the provider, REQUEST_INVALID for a wrong password, DENIED when it is linked to somebody else,
 *   TOOMANYREQUESTS, UNAVAILABLE
 */
export async function linkMyDirectory(
  principal: UserPrincipal,
  input: { provider: string; username: string; password: string },
  actor: Actor,
): Promise<void> {
  requireWhole(principal);
  const directory = await findProvider(input.provider, 'ldap');
  if (!directory) throw new AppError('NOT_FOUND', 'There is no such directory. Reload the page.');
  const attempt = await beginAttempt(input.username, actor.address);
  const person = await provePerson(directory, input.username, input.password).catch(
    async (error: unknown) => {
      await attempt.untried();
      throw error;
    },
  );
  if (!person) {
    await attempt.failed();
    throw new AppError('REQUEST_INVALID', 'The name or the password is wrong there.', {
      detail: { fields: { password: 'The name or the password is wrong there.' } },
    });
  }
  await attempt.untried();
  await linkPerson(directory, person, { name: principal.name, address: actor.address });
}

/**
 * Unlinks one of one's own. What was given out before ends, but for the session it is done in, and so do memberships that the provider
 * gave. @throws AppError NOT_FOUND; CONFLICT for the last way in
 */
export async function unlinkMyIdentity(
  principal: UserPrincipal,
  id: number,
  context: { actor: Actor; sessionId: string | null },
): Promise<void> {
  requireWhole(principal);
  const { actor, sessionId } = context;
  await transaction(async (tx) => {
    const user = await lockUser(tx, principal.name);
    const provider = user && (await deleteIdentity(tx, user.id, id));
    if (!provider) throw new AppError('NOT_FOUND', 'You have no such link: it may be gone already.');
    const { hasPassword, identities } = await countWaysIn(tx, user.id);
    if (!hasPassword && identities === 0) throw lastWayIn();
    await syncGroupMembers(tx, user.id, provider, []);
    const stamp = await raiseStamp(tx, user.id);
    await deleteUserSessions(tx, user.id, sessionId);
    if (sessionId !== null) await restampSession(tx, sessionId, user.id, stamp);
    const detail = { provider };
    await recordAudit(tx, { actor, action: 'identity.unlinked', target: user.name, detail });
    await publishAccess(tx, '', actor);
  });
}

/** A token in the wrong hands must not become a way in of its own. */
function requireWhole(principal: UserPrincipal): void {
  if (!principal.limits) return;
  throw new AppError('DENIED', 'An access token can’t change how you sign in. Sign in in the browser.');
}

function lastWayIn(): AppError {
  return new AppError(
    'CONFLICT',
    'This is your only way to sign in. Link another first, or have an administrator give you a password.',
  );
}
