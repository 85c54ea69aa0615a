import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { ask, errorCode, gatewayHere, makeAccount } from '../../e2e/support/gateway.ts';
import { until } from '../../e2e/support/inside.ts';
import { startPostgres } from '../../e2e/support/postgres.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { completeEnvironment, env } from '#lib/env/env.ts';
import { migrate } from './migrate.ts';
import { closeDatabase, query } from './pool.ts';
import { saveRegistryStorage } from './registry-storage.ts';
import {
  beginCollecting,
  extendBarrier,
  isCollecting,
  lowerBarrier,
  raiseBarrier,
  sayThere,
  stillWriting,
} from './write-barrier.ts';
import { beginPush, beginWrite } from './write-gate.ts';

const HOLD_MS = 60_000;
const code = async (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
const quiet = (raises: number) =>
  until('all is quiet', async () => (await stillWriting(raises)).length === 0);

afterEach(async () => {
  await lowerBarrier();
  await query('DELETE FROM registry_storage');
});

describe('the barrier', () => {
  it('waits for the writes in flight, and holds up those that come', async () => {
    const permit = await beginWrite();
    const raises = (await raiseBarrier(1, HOLD_MS))!;
    expect((await stillWriting(raises)).map(({ writer }) => writer?.pid)).toEqual([process.pid]);
    expect(await beginCollecting(raises)).toBe(false);
    permit.release();
    await quiet(raises);
    const next = beginWrite();
    expect(await beginCollecting(raises)).toBe(true);
    expect(await code(beginWrite({ patienceMs: 300 }))).toBe('TOOMANYREQUESTS');
    await lowerBarrier();
    (await next).release();
  });

  it('is one collector’s at a time, and falls by itself unless garbage is being collected', async () => {
    const raises = (await raiseBarrier(1, 300))!;
    expect(await raiseBarrier(2, HOLD_MS)).toBeNull();
    expect(await extendBarrier(raises, 300)).toBe(true);
    await delay(400);
    expect(await extendBarrier(raises, HOLD_MS)).toBe(false);
    expect(await beginCollecting(raises)).toBe(false);
    const again = (await raiseBarrier(2, 3_000))!;
    await quiet(again);
    expect(await beginCollecting(again)).toBe(true);
    await delay(3_200);
    expect(await isCollecting()).toBe(true);
    expect(await raiseBarrier(3, HOLD_MS)).toBeNull();
    expect(await code(beginWrite({ patienceMs: 0 }))).toBe('TOOMANYREQUESTS');
  });

  it('does not wait for a process that is long dead, but for what it left unsettled', async () => {
    const id = '00000000-0000-4000-8000-000000000001';
    await sayThere({ id, name: 'a dead one', place: null, pid: 1 }, null);
    const raises = (await raiseBarrier(1, HOLD_MS))!;
    (await beginWrite({ patienceMs: 0 }).catch(() => null))?.release();
    await until('only the dead one', async () => {
      const names = (await stillWriting(raises)).map(({ name }) => name);
      return names.join() === 'a dead one';
    });
    await query(`UPDATE registry_writer SET seen_at = now() - interval '1 minute' WHERE id = $1`, [id]);
    expect(await stillWriting(raises)).toEqual([]);
    await query(
      `INSERT INTO operation (id, kind, repository_id, payload, deadline_at) VALUES ($1, 'purge', 1, '{}', now())`,
      [id],
    );
    expect(await beginCollecting(raises)).toBe(false);
    await query('DELETE FROM operation WHERE id = $1', [id]);
    expect(await beginCollecting(raises)).toBe(true);
  });

  it('voids a write over which a collection began', async () => {
    const permit = await beginWrite();
    await permit.confirm();
    // As for a process that was stopped for minutes and goes on.
    await query('UPDATE write_barrier SET generation = generation + 1');
    await until('it has heard', async () => (await code(permit.confirm())) === 'UNAVAILABLE');
    permit.release();
  });

  it('lets pulls through, and uploads wait', async () => {
    const gateway = await gatewayHere();
    const walt = await makeAccount('walt');
    const send = (request: string, body?: string) =>
      ask(gateway.url, request, { as: walt.basic, ...(body === undefined ? {} : { body }) });
    expect((await send('POST /v2/walt/app/blobs/uploads/')).status).toBe(202);
    const raises = (await raiseBarrier(1, HOLD_MS))!;
    await quiet(raises);
    const waiting = send('POST /v2/walt/app/blobs/uploads/');
    expect(await beginCollecting(raises)).toBe(true);
    expect((await send('GET /v2/walt/app/tags/list')).status).toBe(200);
    await lowerBarrier();
    expect((await waiting).status).toBe(202);

    const long = (await raiseBarrier(2, HOLD_MS))!;
    await quiet(long);
    const started = performance.now();
    const refused = await send('POST /v2/walt/app/blobs/uploads/');
    expect([refused.status, refused.headers['retry-after'], errorCode(refused)]).toEqual([
      ...[429, '15', 'TOOMANYREQUESTS'],
    ]);
    expect(performance.now() - started).toBeGreaterThan(19_000);
    await gateway.close();
  });
});

describe('a full disk', () => {
  const disk = (full: boolean, critical: boolean) =>
    saveRegistryStorage({
      program: '2.8.3',
      ...{ total: 100, free: 1, watermark: 5, reserve: 10 },
      full,
      critical,
    });

  it('refuses pushes with 507 and a sentence in the status line, while deletes and browsing go on', async () => {
    const gateway = await gatewayHere();
    const fay = await makeAccount('fay');
    await disk(true, false);
    await until('it is known', async () => (await code(beginPush())) === 'INSUFFICIENT_STORAGE');
    const refused = await fetch(`${gateway.url}/v2/fay/app/blobs/uploads/`, {
      method: 'POST',
      headers: { authorization: fay.basic },
    });
    expect([refused.status, refused.statusText]).toEqual([
      507,
      'The disk of the registry is full: delete images, or ask an administrator to free space.',
    ]);
    (await beginWrite()).release();
    expect((await ask(gateway.url, 'GET /v2/', { as: fay.basic })).status).toBe(200);
    await disk(false, false);
    await until('there is room', async () => (await code(beginPush().then((p) => p.release()))) === 'done');
    await gateway.close();
  });

  it('breaks off pushes under way when nearly nothing is free, and nothing else', async () => {
    const push = await beginPush();
    const other = await beginWrite();
    await disk(true, true);
    await until('it is broken off', () => push.signal.aborted);
    expect(push.signal.reason).toMatchObject({ code: 'INSUFFICIENT_STORAGE' });
    expect(other.signal.aborted).toBe(false);
    push.release();
    other.release();
  });
});

it('writes nothing without the database', async () => {
  const postgres = await startPostgres();
  const own = env().databaseUrl!;
  await closeDatabase();
  completeEnvironment({ DATABASE_URL: postgres.url });
  await migrate(postgres.url);
  (await beginWrite()).release();
  await closeDatabase();
  await postgres.stop();
  expect(await code(beginWrite())).toBe('UNAVAILABLE');
  await closeDatabase();
  completeEnvironment({ DATABASE_URL: own });
  (await beginWrite()).release();
});
