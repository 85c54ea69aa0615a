import type { PrincipalAccess } from '#lib/db/principals.ts';
import { auditProgramSignIn, type ProgramSignIn } from './audit-sign-in.ts';
import { authenticatePassword, type UserPrincipal } from './authenticate.ts';
import { authenticateSecret } from './authenticate-secret.ts';
import { hasSecretPrefix } from './secret-format.ts';

/** Who has shown a name and a password, or a secret. */
export type Authenticated = {
  principal: UserPrincipal | PrincipalAccess;
  /** When the credential ends; null: not by itself. What is given out for it must not outlive it. */
  until: Date | null;
  /** What the audit says they came with: `password`, `token laptop`, `robot`. */
  credential: string;
};

/** Where they came in from. */
export type Door = Pick<ProgramSignIn, 'address' | 'through'>;

/**
 * The way in for programs: `docker login`, the API, CI. What has the prefix of an access token is one, and no password is tried then; a
 * browser's sign-in goes by its password alone, so that no token opens a session, which would have no limits. Audited.
 * @returns null for a wrong name or password
 * @throws AppError UNAUTHORIZED with what is wrong with a token; TOOMANYREQUESTS, UNAVAILABLE
 */
export async function authenticateBasic(
  name: string,
  password: string,
  door: Door,
): Promise<Authenticated | null> {
  const known = hasSecretPrefix(password)
    ? await authenticateSecret(password, name, door.address)
    : await byPassword(name, password, door.address);
  return known && (await audited(known, door));
}

/** As `authenticateBasic`, for `Authorization: Bearer` with a secret, which needs no name. */
export async function authenticateBearer(secret: string, door: Door): Promise<Authenticated> {
  return audited(await authenticateSecret(secret, null, door.address), door);
}

async function byPassword(
  name: string,
  password: string,
  address: string | null,
): Promise<Authenticated | null> {
  const principal = await authenticatePassword(name, password, address);
  return principal && { principal, until: null, credential: 'password' };
}

async function audited(known: Authenticated, door: Door): Promise<Authenticated> {
  await auditProgramSignIn({ name: known.principal.name, credential: known.credential, ...door });
  return known;
}
