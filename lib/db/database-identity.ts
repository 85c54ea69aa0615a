import { query } from './pool.ts';

/** Tells this database from any other, also from one with the same rows: of which cluster it is, and which in it. */
export async function readDatabaseIdentity(): Promise<string> {
  const [row] = await query<{ identity: string }>(
    `SELECT (SELECT system_identifier::text FROM pg_control_system()) || ' ' || oid::text AS identity
     FROM pg_database WHERE datname = current_database()`,
  );
  return row!.identity;
}
