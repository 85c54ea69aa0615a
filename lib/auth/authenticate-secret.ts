import { recordAudit } from '#lib/audit/record.ts';
import { touchUser } from '#lib/db/credentials.ts';
import type { PrincipalAccess } from '#lib/db/principals.ts';
import { findSecret, noteSecretUse, type SecretOwner } from '#lib/db/secrets.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { logger } from '#lib/log/logger.ts';
import { ExpiringMap } from './expiring-map.ts';
import { hashSecret, isSoundSecret } from './secret-format.ts';
import { countWrongSecret } from './secret-limit.ts';

/** Somebody who has shown a secret: who, until when it holds (null: with no end of its own), and its name in the audit. */
export type SecretHolder = { principal: PrincipalAccess; until: Date | null; credential: string };

/**
 * Who has this secret, a personal access token or a robot's; asked of the database each time, so that one that was revoked, has
 * expired, or whose user or robot was disabled is out at once. One that can't be ours is refused without asking.
 * `name`: the user name that came with it; null: none did (`Authorization: Bearer`). It has to be the right one: else logs and
 * people would read a name that did not do it. Failures are audited, and count against the address, never against a name.
 * @throws AppError UNAUTHORIZED for a secret that does not hold, or another's name; TOOMANYREQUESTS after too many failures
 */
export async function authenticateSecret(
  secret: string,
  name: string | null,
  address: string | null,
): Promise<SecretHolder> {
  if (!isSoundSecret(secret)) throw mistyped();
  const owner = await findSecret(hashSecret(secret));
  if (!owner || owner.principal.ended) throw await refused(owner, address);
  const { principal, expiresAt } = owner;
  if (name !== null && name !== principal.name) throw wrongName(principal);
  noteUse(owner, address);
  return { principal, until: expiresAt, credential: credentialOf(owner) };
}

function credentialOf({ tokenName }: SecretOwner): string {
  return tokenName === null ? 'robot' : `token ${tokenName}`;
}

async function refused(owner: SecretOwner | null, address: string | null): Promise<AppError> {
  await countWrongSecret(address);
  await recordFailure(owner, address);
  return new AppError(
    'UNAUTHORIZED',
    'The access token is not valid, or no longer: it was revoked, has expired, or its account is disabled. Make a new one.',
  );
}

/** A failing audit must not tell one refusal from another. */
async function recordFailure(owner: SecretOwner | null, address: string | null): Promise<void> {
  const actor = { name: null, address, credential: owner ? credentialOf(owner) : 'token' };
  const target = owner?.principal.name ?? null;
  await recordAudit(null, { actor, action: 'user.sign-in-failed', result: 'refused', target }).catch(
    (err: unknown) => logger('auth').warn({ err }, 'A failed sign-in was not audited'),
  );
}

function mistyped(): AppError {
  return new AppError(
    'UNAUTHORIZED',
    'The access token is mistyped or cut off: its checksum is wrong. Copy all of it.',
  );
}

/** Whoever has the secret may know whose it is. */
function wrongName({ kind, name }: PrincipalAccess): AppError {
  const what = kind === 'robot' ? 'the robot' : 'the user';
  return new AppError(
    'UNAUTHORIZED',
    `This access token belongs to ${what} ${name}: give ${name} as the user name.`,
  );
}

/** One note a minute for each secret and address, so that most requests ask nothing of the database. Some 2 MB at most. */
const NOTED_FOR_MS = 60_000;
const MAX_NOTED = 10_000;
const noted = new ExpiringMap<true>(MAX_NOTED, NOTED_FOR_MS);

/** Nobody waits for it. */
function noteUse({ principal, secretId }: SecretOwner, address: string | null): void {
  const tokenId = principal.kind === 'user' ? (principal.limits?.token ?? null) : null;
  const key = `${tokenId ?? ''} ${secretId ?? ''} ${address ?? ''}`;
  if (noted.get(key)) return;
  noted.set(key, true);
  const notes = [noteSecretUse({ tokenId, secretId, address })];
  if (principal.kind === 'user') notes.push(touchUser(principal.id));
  Promise.all(notes).catch((err: unknown) =>
    logger('auth').warn({ err }, 'The use of an access token was not noted'),
  );
}
