import { createHmac, randomBytes } from 'node:crypto';
import { recordAudit } from '#lib/audit/record.ts';
import { loadCredentials, touchUser, type Credentials } from '#lib/db/credentials.ts';
import type { TokenLimits, UserAccess } from '#lib/db/principals.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { logger } from '#lib/log/logger.ts';
import { auditRefusal } from './audit-refusal.ts';
import { ExpiringMap } from './expiring-map.ts';
import { signInByDirectory } from './ldap/sign-in.ts';
import { verifyPassword } from './password.ts';
import { beginAttempt } from './sign-in-limit.ts';

/** A `UserPrincipal` of lib/policies. */
export type UserPrincipal = Omit<UserAccess, 'ended' | 'limits'> & { limits?: TokenLimits | null };

/** docker asks for a token, with the password, before nearly every request: argon2 once in five minutes is enough. */
const VERIFIED_FOR_MS = 5 * 60_000;
const MAX_VERIFIED = 10_000;

/** Whom a right password is of; not who may come in: that is asked anew each time. */
type Account = Pick<Credentials, 'name' | 'stamp'>;

/**
 * The user with this name and password, or with this name and password in a directory; null when there is none or the account is
 * disabled (in the same time). The user is read anew each time, so a disabled account, a new password or a raised stamp hold at once;
 * only the costly check of the password is remembered. Failures are audited, and from `address` (null: not known) slowed down.
 * @throws AppError TOOMANYREQUESTS after too many failures; UNAVAILABLE without a database, or without the directory that a person is
 *   in; DENIED for a person of a directory who gets no account
 */
export async function authenticatePassword(
  name: string,
  password: string,
  address: string | null = null,
): Promise<UserPrincipal | null> {
  // Postgres knows no NUL in a text, and no user has one in their name.
  const named = name.includes('\0') ? null : await loadCredentials(name);
  const user = await verifiedUser(name, named, password, address);
  if (!user || user.disabled) return null;
  noteActivity(user.id);
  return { kind: 'user', id: user.id, name: user.name, admin: user.admin, stamp: user.stamp };
}

const KEY = randomBytes(32);
const verified = new ExpiringMap<Account>(MAX_VERIFIED, VERIFIED_FOR_MS);
const underWay = new Map<string, Promise<Account | null>>();

/** Equal requests at the same time share one check: clients open several connections at once. */
async function verifiedUser(
  name: string,
  named: Credentials | null,
  password: string,
  address: string | null,
): Promise<Credentials | null> {
  const key = cacheKey(name, named, password);
  const remembered = await currentUser(verified.get(key) ?? null, named);
  if (remembered) return remembered;
  const flight = JSON.stringify([key, address]);
  const known = underWay.get(flight);
  if (known) return await currentUser(await known, named);
  const check = verify(name, named, password, address).finally(() => underWay.delete(flight));
  underWay.set(flight, check);
  const account = await check;
  if (account) verified.set(key, account);
  return await currentUser(account, named);
}

/** A directory may know somebody by another name than ours, and its word may have changed what they are just now. */
async function currentUser(account: Account | null, named: Credentials | null): Promise<Credentials | null> {
  if (!account) return null;
  const user = account.name === named?.name ? named : await loadCredentials(account.name);
  if (user?.stamp === account.stamp) return user;
  const again = user === named ? await loadCredentials(account.name) : null;
  return again?.stamp === account.stamp ? again : null;
}

async function verify(
  name: string,
  named: Credentials | null,
  password: string,
  address: string | null,
): Promise<Account | null> {
  const attempt = await beginAttempt(name, address).catch(async (error: unknown) => {
    await auditTooMany(error, named, address);
    throw error;
  });
  const account = await check(name, named, password, address).catch(async (error: unknown) => {
    await attempt.untried();
    throw error;
  });
  if (account) await attempt.succeeded();
  else await Promise.all([attempt.failed(), recordFailure(named, address)]);
  return account;
}

async function check(
  name: string,
  named: Credentials | null,
  password: string,
  address: string | null,
): Promise<Account | null> {
  if (await verifyPassword(named?.passwordHash ?? null, password)) return named?.disabled ? null : named;
  return await signInByDirectory(name, named, password, address);
}

/** Nothing of what makes a check valid can change without changing the key; the key gives nothing away. */
function cacheKey(name: string, user: Credentials | null, password: string): string {
  const identity = user ? [user.id, user.passwordHash, user.stamp] : [name];
  return createHmac('sha256', KEY)
    .update(JSON.stringify([...identity, password]))
    .digest('base64');
}

/** Names that do not exist are not recorded: people type passwords there. A failing audit must not tell wrong from right. */
async function recordFailure(user: Credentials | null, address: string | null): Promise<void> {
  const actor = { name: null, address, credential: 'password' };
  const target = user?.name ?? null;
  await recordAudit(null, { actor, action: 'user.sign-in-failed', result: 'refused', target }).catch(
    (err: unknown) => logger('auth').warn({ err }, 'A failed sign-in was not audited'),
  );
}

/** Whoever goes on trying in spite of the limit. */
async function auditTooMany(error: unknown, user: Credentials | null, address: string | null): Promise<void> {
  if (!(error instanceof AppError) || error.code !== 'TOOMANYREQUESTS') return;
  await auditRefusal({
    actor: { name: null, address, credential: 'password' },
    action: 'user.sign-in-failed',
    target: user?.name ?? null,
    detail: { reason: error.message },
  });
}

/** One note a minute and user, so that most requests ask nothing of the database. */
const NOTED_FOR_MS = 60_000;
const noted = new ExpiringMap<true>(MAX_VERIFIED, NOTED_FOR_MS);

function noteActivity(id: number): void {
  if (noted.get(String(id))) return;
  noted.set(String(id), true);
  touchUser(id).catch((err: unknown) =>
    logger('auth').warn({ err }, 'The time of a last activity was not noted'),
  );
}
