import { expect, it } from 'vitest';
import { publish } from '#lib/events/publish.ts';
import { closeEvents, subscribe } from '#lib/events/subscribe.ts';
import { query } from './pool.ts';
import { transaction } from './transaction.ts';

// Postgres ends a connection with an error of its own, and then the socket breaks: two errors, either of which would end a
// process that listens for one only. The test runner fails on an error that nobody caught.

it('breaks a transaction off, and the process lives on', async () => {
  const broken = transaction(async (tx) => {
    const [own] = await tx.query<{ pid: number }>(`SELECT pg_backend_pid() AS pid`);
    await query(`SELECT pg_terminate_backend($1, 5000)`, [own!.pid]);
    await tx.query(`SELECT 1`);
  });
  await expect(broken).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(await query(`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
});

it('listens again for live events', async () => {
  let heard = 0;
  const stop = subscribe(() => heard++);
  const say = async () => {
    await publish(null, { kind: 'access', project: 'acme', repository: null, tags: [], actor: null });
    return heard;
  };
  await expect.poll(say).toBeGreaterThan(0);
  await query(
    `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'lighter events' AND datname = current_database()`,
  );
  const before = heard;
  await expect.poll(say, { timeout: 10_000 }).toBeGreaterThan(before);
  stop();
  await closeEvents();
});
