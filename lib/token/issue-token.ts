import { auditProgramSignIn } from '#lib/auth/audit-sign-in.ts';
import { authenticatePassword } from '#lib/auth/authenticate.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { ANONYMOUS, type Principal } from '#lib/policies/can.ts';
import { grantScopes } from './grant.ts';
import { signToken, TOKEN_LIFETIME_SECONDS } from './registry-token.ts';
import type { TokenRequest } from './token-request.ts';

/**
 * Both names of the token, for both forms of the protocol. No `issued_at`: docker compares it with its own clock. No
 * `refresh_token`: docker would store it in place of the password.
 */
export type TokenAnswer = { token: string; access_token: string; expires_in: number };

/**
 * Answers the token endpoint: grant = asked ∩ allowed. `from`: the address of who asks, to slow down guessing, and ours as they know it.
 * @throws AppError UNAUTHORIZED, TOOMANYREQUESTS, UNAVAILABLE
 */
export async function issueToken(
  request: TokenRequest,
  from: { address: string; origin: string },
): Promise<{ answer: TokenAnswer; name: string | null }> {
  const principal: Principal = request.credentials
    ? await authenticated(request.credentials, from)
    : ANONYMOUS;
  const access = await grantScopes(principal, request.scopes);
  const user = principal.kind === 'user' ? principal : null;
  const robot = principal.kind === 'robot' ? principal : null;
  const credential = request.credentials ? 'password' : null;
  const token = await signToken({ user, robot, token: user?.limits?.token ?? null, credential, access });
  const answer = { token, access_token: token, expires_in: TOKEN_LIFETIME_SECONDS };
  return { answer, name: (user ?? robot)?.name ?? null };
}

async function authenticated(
  { name, password }: { name: string; password: string },
  { address, origin }: { address: string; origin: string },
) {
  const principal = await authenticatePassword(name, password, address, origin);
  if (!principal) throw wrongCredentials();
  await auditProgramSignIn({ name: principal.name, address, credential: 'password', through: 'registry' });
  return principal;
}

/** One sentence for an unknown name, a wrong password and a disabled account. */
export function wrongCredentials(): AppError {
  return new AppError('UNAUTHORIZED', 'The user name or password is wrong, or the account is disabled.');
}
