import { createHmac, timingSafeEqual } from 'node:crypto';
import { databaseNow } from './clock.ts';
import { deriveKey } from './secret.ts';

/** What is still to be done after the password: a code of the second factor, or setting one up. */
export type ChallengeNeed = 'code' | 'enrolment';

/** A password was right: what it was right for. Any change of the account voids it. */
export type Challenge = {
  needs: ChallengeNeed;
  userId: number;
  stamp: number;
  /** Of the second factor (`factorVersion`): the first use changes it, so there is no second. */
  version: string;
};

/** Time to find the phone; and to install an app on it first. */
const LIFETIME_MS: Record<ChallengeNeed, number> = { code: 5 * 60_000, enrolment: 20 * 60_000 };
const MAX_LENGTH = 1000;

/** Signed by Lighter, worth nothing without the code: `<payload>.<signature>`. */
export async function signChallenge(challenge: Challenge): Promise<string> {
  const expires = (await databaseNow()) + LIFETIME_MS[challenge.needs];
  const payload = Buffer.from(JSON.stringify({ ...challenge, expires })).toString('base64url');
  return `${payload}.${(await signature(payload)).toString('base64url')}`;
}

/** Null for what Lighter did not sign, or that has ended. */
export async function readChallenge(text: string): Promise<Challenge | null> {
  if (text.length > MAX_LENGTH) return null;
  const [payload = '', given = ''] = text.split('.');
  const expected = await signature(payload);
  const bytes = Buffer.from(given, 'base64url');
  if (bytes.length !== expected.length || !timingSafeEqual(bytes, expected)) return null;
  const { expires, ...challenge } = JSON.parse(
    Buffer.from(payload, 'base64url').toString('utf8'),
  ) as Challenge & {
    expires: number;
  };
  return expires > (await databaseNow()) ? challenge : null;
}

async function signature(payload: string): Promise<Buffer> {
  return createHmac('sha256', await deriveKey('sign-in-challenge'))
    .update(payload)
    .digest();
}
