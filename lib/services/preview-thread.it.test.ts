import { beforeAll, expect, it } from 'vitest';
import { closeDatabase, query } from '#lib/db/pool.ts';
import { withClient } from '#lib/db/probe-database.ts';
import { env } from '#lib/env/env.ts';
import { compared, deleting, pushOld } from '../../e2e/support/cleanup.ts';
import { smallImages } from '../../e2e/support/images.ts';
import { until } from '../../e2e/support/inside.ts';
import { ROOT } from '../../e2e/support/service-push.ts';
import { previewRetention } from './preview-retention.ts';

const preview = (policy?: ReturnType<typeof deleting>) =>
  previewRetention(ROOT, { project: 'th', ...(policy && { policy }) });

beforeAll(async () => {
  await compared();
  for (const [i, image] of smallImages(3, 'thread').entries()) await pushOld('th/app', `pr-${i}`, image, 40);
});

/** Who waits to store a plan, by the name of the connection. */
async function storing(): Promise<string[]> {
  const rows = await query<{ name: string }>(
    `SELECT application_name AS name FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO retention_plan%'`,
  );
  return rows.map(({ name }) => name);
}

const untilStoring = () =>
  until('a preview is planned and waits to be stored', async () => (await storing()).length > 0);

/** Until `work` is done, a preview that is planned waits to be stored. */
async function whileLocked(work: () => Promise<void>): Promise<void> {
  await withClient(env().databaseUrl!, async (client) => {
    await client.query('BEGIN');
    await client.query('LOCK TABLE retention_plan');
    await work();
  });
}

it('is made by a thread, while this one goes on', async () => {
  let made: ReturnType<typeof preview> | undefined;
  await whileLocked(async () => {
    made = preview(deleting('pr-*'));
    await untilStoring();
    expect(await storing()).toEqual(['lighter preview']);
  });
  expect((await made)!.totals).toMatchObject({ tags: 3, deleted: 3 });
});

it('fails in the words of the thread', async () => {
  await expect(preview()).rejects.toMatchObject({
    code: 'REQUEST_INVALID',
    message: 'No cleanup is saved here: give a policy to preview.',
  });
});

it('ends with the connections to the database, and begins anew', async () => {
  await whileLocked(async () => {
    const broken = preview(deleting('pr-*')).catch((error: unknown) => error);
    await untilStoring();
    await closeDatabase();
    expect(await broken).toMatchObject({ code: 'UNAVAILABLE' });
  });
  expect((await preview(deleting('pr-1'))).totals).toMatchObject({ deleted: 1 });
});
