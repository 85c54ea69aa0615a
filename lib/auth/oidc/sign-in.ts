import { recordAudit } from '#lib/audit/record.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { logger } from '#lib/log/logger.ts';
import { admitPerson, linkPerson } from '../external/admit.ts';
import { findProvider, type OidcProvider } from '../external/providers.ts';
import { openSession, sessionPrincipal, type SignInPlace } from '../sessions.ts';
import { signOut } from '../sign-out.ts';
import { exchangeCode } from './exchange-code.ts';
import { beginFlow, isOwnState, type Flow } from './flow.ts';

/** What the provider sent the browser back with. */
export type FlowAnswer = {
  state: string | null;
  code: string | null;
  iss: string | null;
  error: string | null;
};

/** `sid` of the new session; null: an identity was linked, and the session is the same. */
export type FlowEnd = { next: string; opened: { name: string; sid: string } | null };

/**
 * Begins a sign-in by a provider, or (with `linkSession`) the linking of an identity.
 * @throws AppError NOT_FOUND when there is no such provider; as `discover` when it does not answer
 */
export async function beginOidc(
  key: string,
  options: { redirectUri: string; next: string; linkSession: string | null },
): Promise<{ url: string; flow: Flow }> {
  return await beginFlow(await oidcProvider(key), options);
}

/**
 * Ends what `beginOidc` began: checks the answer, admits who it is of and opens a session with an id of its own, or links the
 * identity to the user who asked for it, if that very session still holds. `oldSid`: the browser's session so far, which ends.
 * @throws AppError UNAUTHORIZED when the answer does not belong to the flow or can't be believed; DENIED (see refusal.ts);
 *   UPSTREAM_ERROR, UPSTREAM_TIMEOUT
 */
export async function completeOidc(
  flow: Flow,
  answer: FlowAnswer,
  browser: { place: SignInPlace; sid: string | null },
): Promise<FlowEnd> {
  try {
    return await complete(flow, answer, browser);
  } catch (error) {
    await recordFailure(flow, error, browser.place);
    throw error;
  }
}

async function complete(
  flow: Flow,
  answer: FlowAnswer,
  { place, sid: oldSid }: { place: SignInPlace; sid: string | null },
): Promise<FlowEnd> {
  if (answer.state === null || !isOwnState(flow, answer.state)) throw foreign();
  if (answer.error !== null) throw declined(answer.error);
  if (answer.code === null) throw foreign();
  const provider = await oidcProvider(flow.provider);
  const person = await exchangeCode(provider, flow, { code: answer.code, iss: answer.iss });
  if (flow.linkSession !== null) {
    const user = flow.linkSession === oldSid ? await sessionPrincipal(oldSid) : null;
    if (!user) throw foreign();
    await linkPerson(provider, person, { name: user.name, address: place.address });
    return { next: flow.next, opened: null };
  }
  const user = await admitPerson(provider, person, place.address);
  const { id, name, admin, stamp } = user;
  const sid = await openSession({ kind: 'user', id, name, admin, stamp }, place);
  if (oldSid !== null) await signOut(oldSid, place.address);
  const actor = { name, address: place.address, credential: provider.key };
  const detail = { through: 'browser', provider: provider.key };
  await recordAudit(null, { actor, action: 'user.signed-in', target: name, detail });
  return { next: flow.next, opened: { name, sid } };
}

async function oidcProvider(key: string): Promise<OidcProvider> {
  const provider = await findProvider(key, 'oidc');
  if (provider) return provider;
  throw new AppError('NOT_FOUND', 'There is no such way to sign in. Open the sign-in page again.');
}

function foreign(): AppError {
  return new AppError(
    'UNAUTHORIZED',
    'This answer belongs to no sign-in that this browser began. Sign in again.',
  );
}

/** `access_denied` and the like (RFC 6749, 4.1.2.1): somebody pressed Cancel, or the provider does not let them in. */
function declined(error: string): AppError {
  return new AppError('UNAUTHORIZED', 'The provider did not sign you in.', { cause: error.slice(0, 100) });
}

/** A failing audit must not hide the failure. */
async function recordFailure(flow: Flow, error: unknown, place: SignInPlace): Promise<void> {
  logger('sign-in').info({ err: error, provider: flow.provider }, 'A sign-in by a provider failed');
  const actor = { name: null, address: place.address, credential: flow.provider };
  const detail = { provider: flow.provider, reason: error instanceof AppError ? error.message : 'a fault' };
  await recordAudit(null, { actor, action: 'user.sign-in-failed', result: 'refused', detail }).catch(
    (err: unknown) => logger('auth').warn({ err }, 'A failed sign-in was not audited'),
  );
}
