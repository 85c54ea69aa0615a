import { query } from './pool.ts';
import type { Tx } from './transaction.ts';

export type IdentityRow = {
  id: number;
  provider: string;
  name: string | null;
  email: string | null;
  createdAt: Date;
  lastSignInAt: Date | null;
};

/** As the provider has somebody; `subject` is what it never changes. */
export type ProviderSubject = {
  provider: string;
  subject: string;
  name: string | null;
  email: string | null;
};

/** The name of the user that an identity is of; null: nobody's. */
export async function findIdentityUser(provider: string, subject: string): Promise<string | null> {
  const rows = await query<{ name: string }>(
    `SELECT u.name FROM identity i JOIN "user" u ON u.id = i.user_id WHERE i.provider = $1 AND i.subject = $2`,
    [provider, subject],
  );
  return rows[0]?.name ?? null;
}

/** The one user with this address, whatever its case; null: none. */
export async function findUserByEmail(email: string): Promise<{ name: string; admin: boolean } | null> {
  const rows = await query<{ name: string; admin: boolean }>(
    `SELECT name, admin FROM "user" WHERE lower(email) = lower($1)`,
    [email],
  );
  return rows[0] ?? null;
}

/** Fails on a unique constraint when the identity is somebody's already. */
export async function insertIdentity(tx: Tx, userId: number, subject: ProviderSubject): Promise<void> {
  await tx.query(
    `INSERT INTO identity (user_id, provider, subject, name, email) VALUES ($1, $2, $3, $4, $5)`,
    [userId, subject.provider, subject.subject, subject.name, subject.email],
  );
}

/** Notes a sign-in, and what the provider says now; false when the identity is not this user's (any more). */
export async function noteIdentity(tx: Tx, userId: number, subject: ProviderSubject): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE identity SET name = $4, email = $5, last_sign_in_at = now()
      WHERE provider = $2 AND subject = $3 AND user_id = $1 RETURNING id`,
    [userId, subject.provider, subject.subject, subject.name, subject.email],
  );
  return rows.length > 0;
}

/** Those of a user, the oldest first. */
export async function readIdentities(userId: number): Promise<IdentityRow[]> {
  return await query<IdentityRow>(
    `SELECT id, provider, name, email, created_at AS "createdAt", last_sign_in_at AS "lastSignInAt"
       FROM identity WHERE user_id = $1 ORDER BY id LIMIT 100`,
    [userId],
  );
}

/** Who a user is in directories: what an LDAP sign-in by the user's name goes by. */
export async function readSubjects(userId: number, tx: Tx | null = null): Promise<ProviderSubject[]> {
  const run = tx ? tx.query.bind(tx) : query;
  return await run<ProviderSubject>(
    `SELECT provider, subject, name, email FROM identity WHERE user_id = $1 ORDER BY id LIMIT 100`,
    [userId],
  );
}

/** One of the user's own; its provider, or null when it is not there or not theirs. */
export async function deleteIdentity(tx: Tx, userId: number, id: number): Promise<string | null> {
  const rows = await tx.query<{ provider: string }>(
    `DELETE FROM identity WHERE user_id = $1 AND id = $2 RETURNING provider`,
    [userId, id],
  );
  return rows[0]?.provider ?? null;
}

/** What would be left to sign in by. */
export async function countWaysIn(
  tx: Tx | null,
  userId: number,
): Promise<{ hasPassword: boolean; identities: number }> {
  const text = `
    SELECT u.password_hash IS NOT NULL AS "hasPassword",
           (SELECT count(*) FROM identity i WHERE i.user_id = u.id) AS identities
      FROM "user" u WHERE u.id = $1`;
  type Row = { hasPassword: boolean; identities: number };
  const [row] = await (tx ? tx.query<Row>(text, [userId]) : query<Row>(text, [userId]));
  return row ?? { hasPassword: false, identities: 0 };
}

/** How many people sign in by each provider. */
export async function countIdentities(): Promise<Map<string, number>> {
  const rows = await query<{ provider: string; count: number }>(
    `SELECT provider, count(*) FROM identity GROUP BY provider`,
  );
  return new Map(rows.map(({ provider, count }) => [provider, count]));
}

/** Ends what was given to everybody who signs in by a provider. */
export async function raiseStampsOf(tx: Tx, provider: string): Promise<void> {
  await tx.query(
    `UPDATE "user" SET stamp = stamp + 1 WHERE id IN (SELECT user_id FROM identity WHERE provider = $1)`,
    [provider],
  );
}
