import { getSetting } from './settings.ts';
import type { Tx } from './transaction.ts';

/** Key of the setting: how people get in, and for how long. */
export const SIGN_IN_SETTINGS = 'sign-in';

export type SignInSettings = {
  /** Anyone may make an account. */
  registration: boolean;
  /** A password alone opens nothing. */
  secondFactorRequired: boolean;
  /** A session ends after so long without use … */
  sessionIdleMinutes: number;
  /** … and in any case after so long, so that a stolen cookie does not serve for ever. */
  sessionMaxHours: number;
  passwordMinLength: number;
};

/** Half a day without use, 30 days at most; 8 characters: docs/decisions/0018-passwords-and-second-factors.md. */
const DEFAULTS: SignInSettings = {
  registration: false,
  secondFactorRequired: false,
  sessionIdleMinutes: 12 * 60,
  sessionMaxHours: 30 * 24,
  passwordMinLength: 8,
};

/** As the administrators left them. `tx`: read inside it, locking what is stored. */
export async function readSignInSettings(tx?: Tx): Promise<SignInSettings> {
  // Only what passed the schema of the API is ever stored.
  const stored = (await getSetting(SIGN_IN_SETTINGS, tx)) as Partial<SignInSettings> | undefined;
  return { ...DEFAULTS, ...stored };
}

export async function writeSignInSettings(tx: Tx, settings: SignInSettings): Promise<void> {
  await tx.query(
    `INSERT INTO setting (key, value, updated_at) VALUES ($1, $2::jsonb, now())
         ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = now()`,
    [SIGN_IN_SETTINGS, JSON.stringify(settings)],
  );
}

/** In statements: whether everyone needs a second factor, as of now. */
export const SECOND_FACTOR_REQUIRED = `
  coalesce((SELECT (value ->> 'secondFactorRequired')::boolean FROM setting WHERE key = '${SIGN_IN_SETTINGS}'), false)`;
