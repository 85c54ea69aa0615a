import { query } from './pool.ts';
import type { Tx } from './transaction.ts';

export type ProviderRow = {
  key: string;
  kind: 'oidc' | 'ldap';
  enabled: boolean;
  config: unknown;
  secret: Buffer | null;
  createdAt: Date;
};

const COLUMNS = `key, kind, enabled, config, secret, created_at AS "createdAt"`;

/** All of them by key; an instance has a handful. */
export async function readProviders(): Promise<ProviderRow[]> {
  return await query<ProviderRow>(`SELECT ${COLUMNS} FROM sign_in_provider ORDER BY key`, [], 'providers');
}

/** One of them, kept from changing until `tx` ends. */
export async function lockProvider(tx: Tx, key: string): Promise<ProviderRow | null> {
  const rows = await tx.query<ProviderRow>(
    `SELECT ${COLUMNS} FROM sign_in_provider WHERE key = $1 FOR UPDATE`,
    [key],
  );
  return rows[0] ?? null;
}

export type ProviderValues = Pick<ProviderRow, 'key' | 'kind' | 'enabled' | 'secret'> & { config: object };

/** False when the key is taken. */
export async function insertProvider(tx: Tx, provider: ProviderValues): Promise<boolean> {
  const { key, kind, enabled, config, secret } = provider;
  const rows = await tx.query(
    `INSERT INTO sign_in_provider (key, kind, enabled, config, secret, updated_at)
          VALUES ($1, $2::sign_in_provider_kind, $3, $4::jsonb, $5, now()) ON CONFLICT (key) DO NOTHING RETURNING key`,
    [key, kind, enabled, JSON.stringify(config), secret],
  );
  return rows.length > 0;
}

export async function updateProviderRow(tx: Tx, provider: Omit<ProviderValues, 'kind'>): Promise<void> {
  const { key, enabled, config, secret } = provider;
  await tx.query(
    `UPDATE sign_in_provider SET enabled = $2, config = $3::jsonb, secret = $4, updated_at = now() WHERE key = $1`,
    [key, enabled, JSON.stringify(config), secret],
  );
}

/** With all that it said of people: another provider of that name knows others by the same subjects. */
export async function deleteProviderRow(tx: Tx, key: string): Promise<void> {
  await tx.query(`DELETE FROM identity WHERE provider = $1`, [key]);
  await tx.query(`DELETE FROM group_member WHERE source = $1`, [key]);
  await tx.query(`DELETE FROM group_mapping WHERE provider = $1`, [key]);
  await tx.query(`DELETE FROM sign_in_provider WHERE key = $1`, [key]);
}
