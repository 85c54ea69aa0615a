import { auditProgramSignIn } from '#lib/auth/audit-sign-in.ts';
import { authenticatePassword } from '#lib/auth/authenticate.ts';
import { wrongPassword } from '#lib/auth/wrong-password.ts';
import { ANONYMOUS, type Principal } from '#lib/policies/can.ts';
import { grantScopes } from './grant.ts';
import { signToken, TOKEN_LIFETIME_SECONDS } from './registry-token.ts';
import type { TokenRequest } from './token-request.ts';

/**
 * Both names of the token, for both forms of the protocol. No `issued_at`: docker compares it with its own clock. No
 * `refresh_token`: docker would store it in place of the password.
 */
export type TokenAnswer = { token: string; access_token: string; expires_in: number };

/** Of who asks: to slow down guessing, and to name the place where access tokens are made. */
type Client = { address: string; origin: string };

/**
 * Answers the token endpoint: grant = asked ∩ allowed.
 * @throws AppError UNAUTHORIZED, TOOMANYREQUESTS, UNAVAILABLE
 */
export async function issueToken(
  request: TokenRequest,
  client: Client,
): Promise<{ answer: TokenAnswer; name: string | null }> {
  const principal: Principal = request.credentials
    ? await authenticated(request.credentials, client)
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
  { address, origin }: Client,
) {
  const principal = await authenticatePassword(name, password, address);
  if (!principal) throw wrongPassword(origin);
  await auditProgramSignIn({ name: principal.name, address, credential: 'password', through: 'registry' });
  return principal;
}
