import { authenticateBasic, type Authenticated } from '#lib/auth/authenticate-basic.ts';
import { wrongPassword } from '#lib/auth/wrong-password.ts';
import { ANONYMOUS, type Principal } from '#lib/policies/can.ts';
import { grantScopes } from './grant.ts';
import { signToken } from './registry-token.ts';
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
  const known = request.credentials && (await authenticated(request.credentials, client));
  const principal: Principal = known?.principal ?? ANONYMOUS;
  const access = await grantScopes(principal, request.scopes);
  const user = principal.kind === 'user' ? principal : null;
  const robot = principal.kind === 'robot' ? principal : null;
  const credential = known?.credential ?? null;
  const claims = { user, robot, token: user?.limits?.token ?? null, credential, access };
  const { token, lifetime } = await signToken(claims, known?.until ?? null);
  const answer = { token, access_token: token, expires_in: lifetime };
  return { answer, name: (user ?? robot)?.name ?? null };
}

async function authenticated(
  { name, password }: { name: string; password: string },
  { address, origin }: Client,
): Promise<Authenticated> {
  const known = await authenticateBasic(name, password, { address, through: 'registry' });
  if (!known) throw wrongPassword(origin);
  return known;
}
