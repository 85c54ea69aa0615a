import { query } from './pool.ts';
import type { Tx } from './transaction.ts';

export type InUseSourceRow = {
  name: string;
  reporter: string | null;
  ttlSeconds: number;
  digestCount: number;
  reportedBy: string | null;
  reportedAt: Date;
  staleAt: Date;
  stale: boolean;
};

const COLUMNS = `
  name, reporter, ttl_seconds AS "ttlSeconds", digest_count AS "digestCount", reported_by AS "reportedBy",
  reported_at AS "reportedAt", stale_at AS "staleAt", stale_at <= now() AS stale`;

/** All sources, in byte order: a handful. */
export async function readInUseSources(): Promise<InUseSourceRow[]> {
  return query<InUseSourceRow>(`SELECT ${COLUMNS} FROM in_use_source ORDER BY name`);
}

/** One source, locked when it is read in `tx`; null when there is none. */
export async function readInUseSource(name: string, tx?: Tx): Promise<InUseSourceRow | null> {
  const text = `SELECT ${COLUMNS} FROM in_use_source WHERE name = $1`;
  const rows = await (tx
    ? tx.query<InUseSourceRow>(`${text} FOR UPDATE`, [name])
    : query<InUseSourceRow>(text, [name]));
  return rows[0] ?? null;
}

/** What a source reported last, in byte order. */
export async function readInUseDigests(name: string): Promise<string[]> {
  const rows = await query<{ digest: string }>(
    'SELECT digest FROM in_use_digest WHERE source = $1 ORDER BY digest',
    [name],
  );
  return rows.map(({ digest }) => digest);
}

export type InUseReport = {
  name: string;
  digests: string[];
  ttlSeconds: number;
  reporter: string | null;
  reportedBy: string | null;
};

/** Replaces what a source reported. `digests` without duplicates. */
export async function putInUse(tx: Tx, report: InUseReport): Promise<void> {
  const { name, digests, ttlSeconds, reporter, reportedBy } = report;
  await tx.query(
    `INSERT INTO in_use_source (name, reporter, ttl_seconds, digest_count, reported_by, reported_at, stale_at)
     VALUES ($1, $2, $3::int, $4, $5, now(), now() + make_interval(secs => $3::int))
     ON CONFLICT (name) DO UPDATE SET reporter = EXCLUDED.reporter, ttl_seconds = EXCLUDED.ttl_seconds,
       digest_count = EXCLUDED.digest_count, reported_by = EXCLUDED.reported_by,
       reported_at = EXCLUDED.reported_at, stale_at = EXCLUDED.stale_at`,
    [name, reporter, ttlSeconds, digests.length, reportedBy],
  );
  await tx.query('DELETE FROM in_use_digest WHERE source = $1 AND digest <> ALL ($2::text[])', [
    name,
    digests,
  ]);
  await tx.query(
    `INSERT INTO in_use_digest (source, digest) SELECT $1, digest FROM unnest($2::text[]) AS reported(digest)
     ON CONFLICT DO NOTHING`,
    [name, digests],
  );
}

/** Forgets a source with what it reported. @returns false when there was none */
export async function deleteInUse(tx: Tx, name: string): Promise<boolean> {
  const rows = await tx.query('DELETE FROM in_use_source WHERE name = $1 RETURNING 1', [name]);
  return rows.length > 0;
}
