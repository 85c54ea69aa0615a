import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ask,
  errorCode,
  gatewayHere,
  makeAccount,
  tokenOf,
  type Account,
} from '../../e2e/support/gateway.ts';
import { smallImages } from '../../e2e/support/images.ts';
import { until } from '../../e2e/support/inside.ts';
import { startPostgres, type Postgres } from '../../e2e/support/postgres.ts';
import { push } from '../../e2e/support/push.ts';
import { holdDownload, holdUpload } from '../../e2e/support/transfers.ts';
import { migrate } from '#lib/db/migrate.ts';
import { query } from '#lib/db/pool.ts';
import { withClient } from '#lib/db/probe-database.ts';
import { transaction } from '#lib/db/transaction.ts';
import { completeEnvironment } from '#lib/env/env.ts';
import { digestOf } from '#lib/oci/digest.ts';

let postgres: Postgres;
let gateway: Awaited<ReturnType<typeof gatewayHere>>;
let dora: Account;
let token: string;

const POOL_SIZE = 10;
const REPOSITORY = 'dora/app';
const image = smallImages(1, 'database-down')[0]!;
/** More than the buffers on its way hold. */
const blob = randomBytes(24 * 1024 * 1024);
const BLOB = digestOf(blob);

beforeAll(async () => {
  postgres = await startPostgres();
  await migrate(postgres.url);
  // What goes wrong here is meant to, and each would be a line in the log.
  completeEnvironment({ DATABASE_URL: postgres.url, LOG_LEVEL: 'error' });
  gateway = await gatewayHere();
  dora = await makeAccount('dora');
  token = await tokenOf(gateway.url, dora, `repository:${REPOSITORY}:pull,push,delete`);
  await push({ url: gateway.url, repository: REPOSITORY, authorization: token }, 'v1', image);
  await send(`POST /v2/${REPOSITORY}/blobs/uploads/?digest=${BLOB}`, { body: blob });
});

afterAll(async () => {
  await gateway.close();
  await postgres.stop();
});

const send = (request: string, options: Parameters<typeof ask>[2] = {}) =>
  ask(gateway.url, request, { as: token, ...options });

const REQUESTS: Record<string, () => ReturnType<typeof ask>> = {
  'a manifest by tag': () => send(`GET /v2/${REPOSITORY}/manifests/v1`),
  'a manifest by digest': () => send(`HEAD /v2/${REPOSITORY}/manifests/${image.digest}`),
  'a blob': () => send(`GET /v2/${REPOSITORY}/blobs/${BLOB}`),
  'the tags': () => send(`GET /v2/${REPOSITORY}/tags/list`),
  'the start of an upload': () => send(`POST /v2/${REPOSITORY}/blobs/uploads/`),
  'a manifest to store': () =>
    send(`PUT /v2/${REPOSITORY}/manifests/v2`, {
      body: image.bytes,
      headers: { 'content-type': image.mediaType },
    }),
  'a manifest to delete': () => send(`DELETE /v2/${REPOSITORY}/manifests/v1`),
  'a token': () => send(`GET /token?scope=repository:${REPOSITORY}:pull`, { as: dora.basic }),
};

type Outage = { begin: () => void | Promise<void>; end: () => void | Promise<void> };

const OUTAGES: Record<string, Outage> = {
  killed: { begin: () => postgres.kill(), end: () => postgres.restart() },
  hangs: { begin: () => postgres.freeze(), end: () => postgres.thaw() },
};

/** Waits too until what the database said last of uploads is no longer believed (recent-authority.ts). */
async function begin(outage: Outage): Promise<void> {
  await outage.begin();
  await until(
    'uploads are refused',
    async () => (await REQUESTS['the start of an upload']!()).status === 503,
  );
}

/** "Within 2 s", and what a busy machine adds. */
const TOLD_WITHIN_MS = 3_000;

describe.each(Object.entries(OUTAGES))('a database that %s', (_, outage) => {
  it('stops no transfer, and all else is told when to come back', async () => {
    const download = await holdDownload(gateway.url, `/v2/${REPOSITORY}/blobs/${BLOB}`, token);
    const { headers } = await send(`POST /v2/${REPOSITORY}/blobs/uploads/`);
    const half = blob.length / 2;
    const upload = await holdUpload(gateway.url, headers.location!, token, blob.length);
    upload.request.write(blob.subarray(0, half));
    await begin(outage);
    try {
      for (const round of ['first', 'next'])
        await Promise.all(
          Object.entries(REQUESTS).map(async ([what, request]) => {
            const started = performance.now();
            const answer = await request();
            expect([what, round, answer.status, Number(answer.headers['retry-after'])]).toEqual([
              what,
              round,
              503,
              2,
            ]);
            if (answer.text) expect(errorCode(answer)).toBe('UNAVAILABLE');
            expect(performance.now() - started, what).toBeLessThan(TOLD_WITHIN_MS);
          }),
        );
      upload.request.end(blob.subarray(half));
      expect((await upload.answer).statusCode).toBe(202);
      expect((await download.rest()).equals(blob)).toBe(true);
    } finally {
      await outage.end();
    }
    await until('it serves again', async () => (await REQUESTS['a token']!()).status === 200);
    const { headers: next } = await upload.answer;
    expect((await send(`PUT ${next.location}&digest=${BLOB}`)).status).toBe(201);
    expect((await REQUESTS['a manifest to store']!()).status).toBe(201);
  });

  it('keeps no connection of the pool', async () => {
    await begin(outage);
    try {
      const many = Array.from({ length: 8 }, () => Object.values(REQUESTS).map((request) => request()));
      for (const { status } of await Promise.all(many.flat())) expect(status).toBe(503);
    } finally {
      await outage.end();
    }
    await until('it serves again', async () => (await REQUESTS['a token']!()).status === 200);
    await allAtOnce();
    const [connections] = await query<{ count: number }>(
      `SELECT count(*) FROM pg_stat_activity WHERE application_name = 'lighter'`,
    );
    expect(connections!.count).toBeLessThanOrEqual(POOL_SIZE);
  });
});

it('a write that has begun is told too, and the next one works', async () => {
  const put = REQUESTS['a manifest to store']!;
  await withClient(postgres.url, async (client) => {
    await client.query('BEGIN; LOCK TABLE operation IN EXCLUSIVE MODE');
    const answer = put();
    await until('it waits in its transaction', async () => {
      const { rows } = await client.query(`SELECT FROM pg_locks WHERE NOT granted`);
      return rows.length > 0;
    });
    postgres.freeze();
    try {
      expect((await answer).status).toBe(503);
    } finally {
      postgres.thaw();
    }
    await client.query('ROLLBACK');
  });
  await until('it is stored', async () => (await put()).status === 201);
});

it('a statement that takes its time is not taken for a database that hangs', async () => {
  const slow = query(`SELECT pg_sleep(3)`);
  const others = Array.from({ length: 2 * POOL_SIZE }, () => query(`SELECT pg_sleep(0.5)`));
  await Promise.all([slow, ...others]);
});

it('a stop does not wait for a database that hangs', async () => {
  const stopping = await gatewayHere();
  expect((await ask(stopping.url, `GET /v2/${REPOSITORY}/manifests/v1`, { as: dora.basic })).status).toBe(
    200,
  );
  postgres.freeze();
  try {
    await stopping.close();
  } finally {
    postgres.thaw();
  }
});

/** Resolves once as many transactions as the pool has connections are under way at the same time. */
async function allAtOnce(): Promise<void> {
  let begun = 0;
  const { promise: together, resolve } = Promise.withResolvers<void>();
  const one = () =>
    transaction(async (tx) => {
      await tx.query('SELECT 1');
      if (++begun === POOL_SIZE) resolve();
      await together;
    });
  await Promise.all(Array.from({ length: POOL_SIZE }, one));
}
