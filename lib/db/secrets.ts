import { batched } from './batch.ts';
import { query } from './pool.ts';
import { principalOf, principalParts, type PrincipalAccess, type PrincipalRow } from './principals.ts';

/** A secret that is on record, and whose it is as they are now. */
export type SecretOwner = {
  principal: PrincipalAccess;
  /** Of the personal access token; null: a robot's secret. */
  tokenName: string | null;
  /** Of the robot's secret. */
  secretId: number | null;
  /** When the secret itself ends; null: never. */
  expiresAt: Date | null;
};

/** By the secret's hash, read anew each time; null: nobody has it, or it is over. Questions of one moment share a statement. */
export const findSecret: (hash: Buffer) => Promise<SecretOwner | null> = batched(
  (hash) => hash.toString('base64'),
  async (hashes) => {
    const rows = await query<Row>(BY_HASH, [hashes], 'secret-by-hash');
    const answers: (SecretOwner | null)[] = [];
    for (const row of rows) answers[row.place - 1] = ownerOf(row);
    return answers;
  },
);

/** A use of some credential, to be noted. */
export type SecretUse = { tokenId: number | null; secretId: number | null; address: string | null };

/**
 * Notes when and from where credentials were last used, several in a statement, each at most once a minute: what comes sooner from
 * the same place changes nothing.
 */
export const noteSecretUse: (use: SecretUse) => Promise<void> = batched(
  (use) => `${use.tokenId ?? ''} ${use.secretId ?? ''}`,
  async (uses) => {
    await query(
      NOTE_USE,
      [
        uses.map(({ tokenId }) => tokenId),
        uses.map(({ secretId }) => secretId),
        uses.map(({ address }) => address),
      ],
      'secret-use',
    );
    return uses.map(() => undefined);
  },
);

/** Deletes secrets of robots that are over: rotated out, or got by an exchange. @returns how many */
export async function deleteExpiredSecrets(): Promise<number> {
  const rows = await query(`DELETE FROM robot_secret WHERE expires_at <= now() RETURNING 1`);
  return rows.length;
}

type Row = PrincipalRow & {
  place: number;
  tokenId: number | null;
  tokenName: string | null;
  secretId: number | null;
  secretExpiresAt: Date | null;
};

function ownerOf(row: Row): SecretOwner | null {
  const principal = principalOf(row, row.tokenId);
  if (!principal) return null;
  const { tokenName, secretId, secretExpiresAt } = row;
  return { principal, tokenName, secretId, expiresAt: secretExpiresAt };
}

const { columns, joins } = principalParts({ credentials: true });

const BY_HASH = `
  SELECT asked.place, asked.token_id AS "tokenId", asked.token_name AS "tokenName", asked.secret_id AS "secretId",
         asked.expires_at AS "secretExpiresAt", ${columns}
    FROM (SELECT given.place, t.user_id, t.id AS token_id, t.name AS token_name, s.robot_id, s.id AS secret_id,
                 coalesce(t.expires_at, s.expires_at) AS expires_at
            FROM unnest($1::bytea[]) WITH ORDINALITY AS given (hash, place)
            LEFT JOIN api_token t ON t.hash = given.hash
            LEFT JOIN robot_secret s ON s.hash = given.hash AND (s.expires_at IS NULL OR s.expires_at > now())) asked
    ${joins}`;

/** Rows in the order of their ids, so that no two notes wait for each other in a circle. */
const NOTE_USE = `
  WITH used AS (
    SELECT * FROM unnest($1::int[], $2::int[], $3::text[]) AS used (token_id, secret_id, address)),
  tokens AS (
    SELECT t.id, used.address FROM api_token t JOIN used ON used.token_id = t.id
     WHERE t.last_used_at IS NULL OR t.last_used_at < now() - interval '1 minute'
        OR t.last_used_from IS DISTINCT FROM used.address
     ORDER BY t.id FOR NO KEY UPDATE OF t),
  robots AS (
    SELECT DISTINCT ON (r.id) r.id, used.address
      FROM robot r JOIN robot_secret s ON s.robot_id = r.id JOIN used ON used.secret_id = s.id
     WHERE r.last_used_at IS NULL OR r.last_used_at < now() - interval '1 minute'
        OR r.last_used_from IS DISTINCT FROM used.address
     ORDER BY r.id),
  note_tokens AS (
    UPDATE api_token t SET last_used_at = now(), last_used_from = tokens.address FROM tokens WHERE t.id = tokens.id),
  note_secrets AS (
    UPDATE robot_secret s SET last_used_at = now() FROM used
     WHERE s.id = used.secret_id AND (s.last_used_at IS NULL OR s.last_used_at < now() - interval '1 minute'))
  UPDATE robot r SET last_used_at = now(), last_used_from = robots.address FROM robots WHERE r.id = robots.id`;
