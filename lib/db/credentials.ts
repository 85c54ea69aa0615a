import { batched } from './batch.ts';
import { query } from './pool.ts';
import { SECOND_FACTOR_REQUIRED } from './sign-in-settings.ts';

/** What a sign-in is decided by. */
export type Credentials = {
  id: number;
  name: string;
  admin: boolean;
  disabled: boolean;
  stamp: number;
  passwordHash: string | null;
  /** They have set one up. */
  secondFactor: boolean;
  /** Everyone needs one. */
  secondFactorRequired: boolean;
};

/** By the user's name, read anew for every sign-in; null when there is none. Sign-ins of one moment share a statement. */
export const loadCredentials: (name: string) => Promise<Credentials | null> = batched(
  (name) => name,
  async (names) => {
    const rows = await query<Credentials>(BY_NAME, [names], 'credentials');
    const found = new Map(rows.map((row) => [row.name, row]));
    return names.map((name) => found.get(name) ?? null);
  },
);

/** Notes that the user was here, at most once a minute. */
export async function touchUser(id: number): Promise<void> {
  await query(TOUCH, [id], 'touch-user');
}

const BY_NAME = `
  SELECT id, name, admin, disabled_at IS NOT NULL AS disabled, stamp, password_hash AS "passwordHash",
         totp_confirmed_at IS NOT NULL AS "secondFactor", ${SECOND_FACTOR_REQUIRED} AS "secondFactorRequired"
    FROM "user" WHERE name = ANY($1::text[])`;

const TOUCH = `
  UPDATE "user" SET last_active_at = now()
   WHERE id = $1 AND (last_active_at IS NULL OR last_active_at < now() - interval '1 minute')`;
