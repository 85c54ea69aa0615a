import type { AuthOptions } from 'next-auth';
import type { CredentialsConfig } from 'next-auth/providers/credentials';
import { LONGEST_SESSION_SECONDS, sessionPrincipal, type SignInPlace } from '#lib/auth/sessions.ts';
import { finishSignIn, signIn, type SignInAnswer } from '#lib/auth/sign-in.ts';
import { signOut } from '#lib/auth/sign-out.ts';
import { toAppError } from '#lib/errors/app-error.ts';
import { logger } from '#lib/log/logger.ts';
import { isHttps } from './origin.ts';
import { addressOf } from './request-facts.ts';
import { cookieSecret, sessionCookieName, sidOf } from './session-cookie.ts';

/**
 * next-auth's options for one request: cookie names and flags follow the scheme that the browser used. The cookie only
 * carries the id of a Session row; whether that still holds is asked of the database each time.
 */
export async function authOptions(headers: Headers): Promise<AuthOptions> {
  const https = isHttps(headers);
  return {
    secret: await cookieSecret(),
    useSecureCookies: https,
    cookies: cookies(https),
    // The Session row ends earlier when it is not used; the cookie must only not outlive the longest session.
    session: { strategy: 'jwt', maxAge: LONGEST_SESSION_SECONDS },
    pages: { signIn: '/sign-in', signOut: '/', error: '/sign-in' },
    providers: [passwordProvider(headers)],
    callbacks: { redirect, jwt, session },
    events: { signOut: async ({ token }) => await signOut(sidOf(token) ?? '', addressOf(headers)) },
    logger: {
      error: (code, err) => logger('sign-in').debug({ code, err }, 'next-auth refused something'),
      warn: (code) => logger('sign-in').debug({ code }, 'next-auth warned'),
      debug: () => undefined,
    },
  };
}

/** Written out: next-auth's own helper is CommonJS, and what its default import gives differs among Node and bundlers. */
function passwordProvider(headers: Headers): CredentialsConfig {
  const place = { address: addressOf(headers), userAgent: headers.get('user-agent') };
  return {
    id: 'credentials',
    name: 'Password',
    type: 'credentials',
    credentials: {
      username: { label: 'User name' },
      password: { label: 'Password', type: 'password' },
      challenge: { type: 'hidden' },
      code: { label: 'Code' },
    },
    async authorize(given) {
      const answer = await answerOf(given ?? {}, place).catch(asCode);
      if (!answer) return null;
      if (answer.kind === 'challenge') throw new Error(`${CHALLENGES[answer.needs]}.${answer.challenge}`);
      return { id: answer.sid, name: answer.name };
    },
  };
}

/** What the sign-in page does next, by the code before the dot; after it is what goes along. */
const CHALLENGES = { code: 'SECOND_FACTOR', enrolment: 'ENROLMENT' } as const;

/** The first of two steps has a name and a password, the second the challenge that the first was answered with, and a code. */
async function answerOf(given: Record<string, unknown>, place: SignInPlace): Promise<SignInAnswer | null> {
  const { username, password, challenge, code } = given;
  if (typeof challenge === 'string' && typeof code === 'string')
    return await finishSignIn(challenge, code, place);
  if (typeof username !== 'string' || typeof password !== 'string') return null;
  return await signIn(username, password, place);
}

/** What is thrown here ends as `?error=` of the sign-in page: the code, never a sentence that a link could forge. */
function asCode(error: unknown): never {
  const known = toAppError(error);
  if (known.code === 'INTERNAL') logger('sign-in').error({ err: known }, 'A sign-in failed');
  throw new Error(known.code);
}

const redirect: NonNullable<AuthOptions['callbacks']>['redirect'] = async ({ url, baseUrl }) => {
  const target = URL.parse(url, baseUrl);
  return target?.origin === baseUrl ? target.href : new URL('/', baseUrl).href;
};

/** `user` is there only at the sign-in itself. A session that does not hold any more clears its cookie: throwing does that. */
const jwt: NonNullable<AuthOptions['callbacks']>['jwt'] = async ({ token, user: signedIn }) => {
  if (signedIn) return { sub: signedIn.name ?? '', name: signedIn.name ?? '', sid: signedIn.id };
  const sid = sidOf(token);
  const principal = sid === null ? null : await sessionPrincipal(sid);
  if (!principal) throw new Error('The session has ended');
  return { sub: principal.name, name: principal.name, sid };
};

const session: NonNullable<AuthOptions['callbacks']>['session'] = async ({ session: given, token }) => ({
  expires: given.expires,
  user: { name: token.name ?? null },
});

function cookies(https: boolean): AuthOptions['cookies'] {
  const options = { httpOnly: true, sameSite: 'lax', path: '/', secure: https };
  return {
    sessionToken: { name: sessionCookieName(https), options },
    csrfToken: { name: https ? '__Host-lighter-csrf' : 'lighter-csrf', options },
    callbackUrl: { name: https ? '__Secure-lighter-callback-url' : 'lighter-callback-url', options },
  };
}
