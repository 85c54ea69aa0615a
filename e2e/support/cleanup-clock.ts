import { noteDatabase } from '#lib/db/database-identity.ts';
import { query } from '#lib/db/pool.ts';

/** Columns that say when something was: cleanup, trash and garbage collection go by these. */
const TIMES: Record<string, string[]> = {
  tag: ['pushed_at', 'last_pulled_at', 'last_used_at'],
  manifest: ['pushed_at', 'last_pulled_at', 'digest_used_at'],
  tag_event: ['at'],
  trash_entry: ['deleted_at', 'expires_at'],
  repository_blob: ['used_at'],
  project_blob: ['uploaded_at'],
};

/** So many days go by for all that is stored, while every clock stands still. */
export async function passDays(days: number): Promise<void> {
  for (const [table, columns] of Object.entries(TIMES)) {
    const moved = columns.map((column) => `${column} = ${column} - make_interval(days => $1)`);
    await query(`UPDATE ${table} SET ${moved.join(', ')}`, [days]);
  }
}

/** Uses count as counted all along: without, the statistics of a new database say nothing about the time before it. */
export async function countedForYears(): Promise<void> {
  await noteDatabase({ since: new Date(Date.now() - 10 * 365 * 24 * 60 * 60 * 1000).toISOString() });
}

/** Does something that looks at all content, and leaves the times of uses as they were. */
export async function leavingUsesAlone(
  work: () => Promise<void>,
  counted: () => Promise<void>,
): Promise<void> {
  const tags = await query<{ name: string; id: number; pulled: Date | null; used: Date | null }>(
    'SELECT repository_id AS id, name, last_pulled_at AS pulled, last_used_at AS used FROM tag',
  );
  const manifests = await query<{ id: number; pulled: Date | null; used: Date | null }>(
    'SELECT id, last_pulled_at AS pulled, digest_used_at AS used FROM manifest',
  );
  await work();
  await counted();
  await query(
    `UPDATE tag t SET last_pulled_at = b.pulled, last_used_at = b.used
     FROM unnest($1::int[], $2::text[], $3::timestamptz[], $4::timestamptz[]) AS b(id, name, pulled, used)
     WHERE t.repository_id = b.id AND t.name = b.name`,
    [
      tags.map(({ id }) => id),
      tags.map(({ name }) => name),
      tags.map(({ pulled }) => pulled),
      tags.map(({ used }) => used),
    ],
  );
  await query(
    `UPDATE manifest m SET last_pulled_at = b.pulled, digest_used_at = b.used
     FROM unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[]) AS b(id, pulled, used) WHERE m.id = b.id`,
    [manifests.map(({ id }) => id), manifests.map(({ pulled }) => pulled), manifests.map(({ used }) => used)],
  );
}
