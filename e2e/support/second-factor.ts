import { query } from '#lib/db/pool.ts';
import { POST as start } from '../../app/api/v1/me/second-factor/route.ts';
import { POST as confirm } from '../../app/api/v1/me/second-factor:confirm/route.ts';
import { appCode } from './authenticator.ts';
import { call, Jar, sendSignIn, signInBrowser, type Person } from './people.ts';

/** As if the codes of this half minute had not been used: a test does not wait for the next. */
export async function forgetUsedCodes(name: string): Promise<void> {
  await query(`UPDATE "user" SET totp_last_step = NULL WHERE name = $1`, [name]);
}

export type Enrolled = { cookie: string; secret: string; recoveryCodes: string[] };

/** Sets a second factor up as the account page does. The session stays signed in. */
export async function enrol(person: Person): Promise<Enrolled> {
  const { jar } = await signInBrowser(person);
  const cookie = jar.toString();
  const { body } = await call(start, { method: 'POST', cookie, body: { password: person.password } });
  const { secret, recoveryCodes } = body as { secret: string; recoveryCodes: string[] };
  const answer = await call(confirm, { method: 'POST', cookie, body: { code: appCode(secret) } });
  if (answer.status !== 204) throw new Error(`Not enrolled: ${JSON.stringify(answer.body)}`);
  await forgetUsedCodes(person.name);
  return { cookie, secret, recoveryCodes };
}

/** What an `error` of the sign-in's answer says: its code, and the challenge that may go along. */
export async function signInError(response: Response): Promise<{ code: string; challenge: string }> {
  const { url } = (await response.json()) as { url: string };
  const [code = '', ...challenge] = (new URL(url).searchParams.get('error') ?? '').split('.');
  return { code, challenge: challenge.join('.') };
}

/** The first step: what the page gets for the right password. */
export async function firstStep(person: { name: string; password: string }) {
  const { jar, response } = await signInBrowser(person);
  return { jar, ...(await signInError(response)) };
}

/** The second step, and the cookie of the session that it opened; null when it opened none. */
export async function secondStep(challenge: string, code: string, jar = new Jar()) {
  const response = await sendSignIn(jar, { challenge, code });
  const session = jar.get('lighter-session') === undefined ? null : jar.toString();
  return { session, response };
}
