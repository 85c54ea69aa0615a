import { afterAll, beforeAll, expect, it } from 'vitest';
import { authenticatePassword } from '#lib/auth/authenticate.ts';
import { query } from '#lib/db/pool.ts';
import { env } from '#lib/env/env.ts';
import { ask, errorCode, makeAccount } from '../../e2e/support/gateway.ts';
import { startGateway, type Gateway } from '../../e2e/support/lighter.ts';
import { basic } from '../../e2e/support/push.ts';

/** More than the attempts that are free, so that there is a right one too many. */
const WORKERS = '6';
/** Where the gateways see their clients, and the pages theirs. */
const ADDRESS = '127.0.0.1';

let gateways: Gateway[];

beforeAll(async () => {
  const { databaseUrl, registryUrl } = env();
  const settings = { DATABASE_URL: databaseUrl!, REGISTRY_URL: registryUrl!, HOST: ADDRESS };
  gateways = await Promise.all(
    [WORKERS, '1'].map((GATEWAY_WORKERS) => startGateway({ ...settings, GATEWAY_WORKERS })),
  );
});
afterAll(() => Promise.all(gateways.map((gateway) => gateway.stop())));

/** Each on a connection of its own, so in turns by another process of a gateway. */
const token = (gateway: Gateway, name: string, password: string) =>
  ask(gateway.url, 'GET /token', { as: basic(name, password), headers: { connection: 'close' } });

it('wrong passwords count once for all processes, of several gateways and of the pages', async () => {
  const { password } = await makeAccount('wanda');
  const [first, second] = gateways as [Gateway, Gateway];
  expect((await token(first, 'wanda', 'guess 1')).status).toBe(401);
  expect((await token(first, 'wanda', 'guess 2')).status).toBe(401);
  expect((await token(second, 'wanda', 'guess 3')).status).toBe(401);
  expect(await authenticatePassword('wanda', 'guess 4', ADDRESS)).toBeNull();
  expect((await token(first, 'wanda', 'guess 5')).status).toBe(401);
  // However busy this machine is.
  await query(`UPDATE sign_in_failure SET retry_at = retry_at + interval '1 hour' WHERE retry_at > now() - interval '1 min'
               AND attempts >= free`);
  for (const gateway of [first, first, first, second]) {
    const refused = await token(gateway, 'wanda', password);
    expect([refused.status, errorCode(refused)]).toEqual([429, 'TOOMANYREQUESTS']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3_000);
  }
  await expect(authenticatePassword('wanda', password, ADDRESS)).rejects.toMatchObject({
    code: 'TOOMANYREQUESTS',
  });
  expect(await authenticatePassword('wanda', password, '192.0.2.1')).toMatchObject({ name: 'wanda' });
});

it('the right one counts against nobody, however many ask at once', async () => {
  const { name, password } = await makeAccount('willi');
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, at) => token(gateways[at % gateways.length]!, name, password)),
  );
  expect(answers.filter(({ status }) => status !== 200).map(({ text }) => text)).toEqual([]);
  // All of them were taken back.
  expect(await query('SELECT sum(attempts - failed)::int AS open FROM sign_in_failure')).toEqual([
    { open: 0 },
  ]);
});
