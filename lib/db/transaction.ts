import type { PoolClient } from 'pg';
import { databaseError, isRetryable } from './database-error.ts';
import { pool } from './pool.ts';

/** A transaction under way. */
export type Tx = {
  query<Row extends object>(text: string, values?: unknown[], name?: string): Promise<Row[]>;
};

/** A deadlock is broken at once by Postgres; more than a few in a row is a bug to be seen. */
const MAX_ATTEMPTS = 5;

/**
 * Runs `work` in one transaction, again when Postgres broke it off because of others (so `work` must do nothing but
 * talk to `tx`). Never hold one across a call to the registry.
 */
export async function transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(work);
    } catch (error) {
      if (!isRetryable(error) || attempt === MAX_ATTEMPTS) throw databaseError(error);
    }
  }
}

async function once<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool().connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(txOf(client));
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((lost: Error) => (broken = lost));
    throw error;
  } finally {
    client.release(broken);
  }
}

function txOf(client: PoolClient): Tx {
  return {
    async query<Row extends object>(text: string, values: unknown[] = [], name?: string): Promise<Row[]> {
      const result = await client.query<Row>({ name: name ?? preparedName(text), text, values });
      return result.rows;
    },
  };
}

/** The statements of transactions are constants, some 100; the bound keeps one that is not from filling Postgres's memory. */
const MAX_PREPARED = 300;
const prepared = new Map<string, string>();

/**
 * A push is a dozen statements, and planning each anew takes as long as running it: they are prepared once a connection.
 */
function preparedName(text: string): string | undefined {
  const known = prepared.get(text);
  if (known !== undefined || prepared.size >= MAX_PREPARED) return known;
  const name = `tx-${prepared.size}`;
  prepared.set(text, name);
  return name;
}
