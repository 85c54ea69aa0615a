import { expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { settleSetting } from '#lib/db/settings.ts';
import { completeEnvironment } from '#lib/env/env.ts';
import { databaseNow } from './clock.ts';
import { deriveKey, instanceSecret } from './secret.ts';

it('settles on one secret among replicas that start together', async () => {
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, index) => settleSetting('race', `secret ${index}`)),
  );
  expect(new Set(answers).size).toBe(1);
});

it('makes the secret once and keeps it', async () => {
  const secret = await instanceSecret();
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect(await query(`SELECT value FROM setting WHERE key = 'instance-secret'`)).toEqual([{ value: secret }]);
  expect(await instanceSecret()).toBe(secret);
});

it('takes LIGHTER_SECRET when it is set', async () => {
  const given = 'a secret of at least thirty-two characters';
  const kept = await deriveKey('token');
  completeEnvironment({ LIGHTER_SECRET: given });
  expect(await instanceSecret()).toBe(given);
  expect(await deriveKey('token')).not.toEqual(kept);
  completeEnvironment({ LIGHTER_SECRET: undefined });
  expect(await deriveKey('token')).toEqual(kept);
});

it('derives another key for each purpose', async () => {
  const [token, cookie] = await Promise.all([deriveKey('token'), deriveKey('cookie')]);
  expect(token).toHaveLength(32);
  expect(token).not.toEqual(cookie);
});

it('tells the time of Postgres', async () => {
  const [postgres] = await query<{ now: number }>(
    `SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS now`,
  );
  const now = await databaseNow();
  // Wide enough for the busiest machine, too narrow for a wrong unit.
  expect(Math.abs(now - postgres!.now)).toBeLessThan(30_000);
  expect(await databaseNow()).toBeGreaterThanOrEqual(now);
});
