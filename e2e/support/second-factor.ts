import { query } from '#lib/db/pool.ts';
import { Jar, sendSignIn, signInBrowser } from './people.ts';

/** As if the codes of this half minute had not been used: a test does not wait for the next. */
export async function forgetUsedCodes(name: string): Promise<void> {
  await query(`UPDATE "user" SET totp_last_step = NULL WHERE name = $1`, [name]);
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
