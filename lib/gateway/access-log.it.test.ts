import { connect } from 'node:net';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { env } from '#lib/env/env.ts';
import { digestOf } from '#lib/oci/digest.ts';
import { ask, makeAccount, type Account, type Answered } from '../../e2e/support/gateway.ts';
import { smallImages } from '../../e2e/support/images.ts';
import { startGateway, type Gateway } from '../../e2e/support/lighter.ts';
import { basic, push } from '../../e2e/support/push.ts';
import { startRegistry, type Registry } from '../../e2e/support/registry.ts';

/** Whatever must not be in a log, as it is and as it travels. */
const secrets = new Set<string>();
function secret(name: string): string {
  const value = `${name}-${randomBytes(24).toString('hex')}`;
  secrets.add(value);
  return value;
}

const TOKENS = { metrics: secret('metrics'), hook: secret('hook') };
const [image] = smallImages(1, 'logged');
const content = randomBytes(1_000);

let registry: Registry;
let gateway: Gateway;
let lea: Account;

beforeAll(async () => {
  registry = await startRegistry();
  gateway = await startGateway({
    DATABASE_URL: env().databaseUrl!,
    REGISTRY_URL: registry.url,
    REGISTRY_USERNAME: 'lighter',
    REGISTRY_PASSWORD: secret('registry'),
    UPSTREAM_MODE: 'exclusive',
    HOST: '127.0.0.1',
    LIGHTER_SECRET: secret('instance'),
    METRICS_TOKEN: TOKENS.metrics,
    REGISTRY_NOTIFICATIONS_TOKEN: TOKENS.hook,
    LOG_LEVEL: 'trace',
  });
  lea = await makeAccount('lea');
  secrets.add(lea.password).add(lea.basic.slice('Basic '.length));
});
afterAll(async () => {
  await gateway.stop();
  await registry.stop();
});

const send = (request: string, options: Parameters<typeof ask>[2] = {}) => ask(gateway.url, request, options);
const form = (fields: Record<string, string>) => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(fields).toString(),
});

/** What the log says of a request: its line comes a moment after the answer. */
async function lineOf({ headers }: Answered): Promise<Record<string, unknown>> {
  return vi.waitFor(() => {
    const line = gateway
      .output()
      .split('\n')
      .find(
        (text) => text.includes('"component":"access"') && text.includes(String(headers['x-request-id'])),
      );
    if (line === undefined) throw new Error('not logged yet');
    return JSON.parse(line) as Record<string, unknown>;
  }, 20_000);
}

async function signIns(): Promise<string> {
  await send('GET /v2/', { as: lea.basic });
  await send('GET /v2/', { as: basic('lea', secret('wrong')) });
  await send('GET /v2/', { as: basic(secret('typed-as-name'), 'x') });
  await send('GET /v2/', { as: `Basic ${secret('malformed')}` });
  await send('GET /v1/search?q=x', { as: basic('lea', secret('searching')) });
  await send('GET /token?account=lea', { as: basic('lea', secret('wrong-for-token')) });
  const fields = { grant_type: 'password', username: 'lea', scope: 'repository:lea/app:pull,push' };
  await send('POST /token', form({ ...fields, password: secret('wrong-in-form') }));
  await send(
    'POST /token',
    form({ ...fields, grant_type: 'refresh_token', refresh_token: secret('refresh') }),
  );
  await send(`POST /token?password=${secret('in-query')}`, form({ ...fields, password: lea.password }));
  const granted = await send('POST /token', form({ ...fields, password: lea.password }));
  const { token } = JSON.parse(granted.text) as { token: string };
  secrets.add(token).add(token.split('.')[2]!);
  return `Bearer ${token}`;
}

/** Uploads that go well, that are altered, and whose registry goes away. */
async function uploads(bearer: string): Promise<void> {
  await push({ url: gateway.url, repository: 'lea/app', authorization: bearer }, 'v1', image!);
  const location = async () => {
    const started = await send('POST /v2/lea/app/blobs/uploads/', { as: bearer });
    const at = started.headers.location!;
    secrets.add(new URL(at, gateway.url).searchParams.get('_state')!);
    return at;
  };
  const finished = await send(`PUT ${await location()}&digest=${digestOf(content)}`, {
    as: bearer,
    body: content,
  });
  expect(finished.status).toBe(201);
  await send(`PATCH ${(await location()).slice(0, -4)}`, { as: bearer, body: content });
  await send(`PUT ${await location()}&digest=${digestOf(Buffer.from('other'))}`, {
    as: bearer,
    body: content,
  });
  const broken = await location();
  await registry.kill();
  expect((await send(`PATCH ${broken}`, { as: bearer, body: content })).status).toBe(502);
  expect(
    (await send(`PUT ${broken}&digest=${digestOf(content)}`, { as: bearer, body: content })).status,
  ).toBe(502);
}

/** The pages are not there, so these fail and say so. */
async function pages(): Promise<void> {
  await send(`GET /setup?token=${secret('setup')}`);
  await send('POST /api/v1/system/setup', {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: secret('setup-token'), username: 'x', password: secret('first') }),
  });
  await send('GET /', { headers: { cookie: `lighter.session-token=${secret('session')}` } });
  await send(`POST /api/auth/callback/credentials`, form({ username: 'lea', password: lea.password }));
}

async function programs(): Promise<void> {
  await send('GET /metrics', { as: `Bearer ${TOKENS.metrics}` });
  await send('GET /metrics', { as: `Bearer ${secret('other')}` });
  await send('POST /hooks/registry', { as: `Bearer ${TOKENS.hook}`, body: '{"events":[]}' });
  await send('GET /v2/', { as: `Bearer ${secret('bearer')}` });
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.end(
    `GET /v2/ HTTP/1.1\r\nHost: ${secret('host')}/\r\nAuthorization: ${secret('raw')}\r\n folded\r\n\r\n`,
  );
  await once(socket.resume(), 'close');
}

const NUMBER: unknown = expect.any(Number);
const TIME: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

it('says of each request who asked for what, what it took, and what came of it', async () => {
  const started = await send('POST /v2/lea/told/blobs/uploads/', { as: lea.basic });
  expect(await lineOf(started)).toEqual({
    level: 30,
    time: TIME,
    component: 'access',
    msg: 'request',
    method: 'POST',
    route: 'upload.start',
    repository: 'lea/told',
    status: 202,
    bytesIn: NUMBER,
    bytesOut: NUMBER,
    ms: NUMBER,
    principal: 'lea',
    address: '127.0.0.1',
    requestId: started.headers['x-request-id'],
  });
  const body = Buffer.alloc(50_000);
  const put = await send(`PUT ${started.headers.location}&digest=${digestOf(body)}`, { as: lea.basic, body });
  const line = await lineOf(put);
  expect(line).toMatchObject({ route: 'upload.finish', status: 201 });
  expect(line.bytesIn).toBeGreaterThan(50_000);
  expect(line.bytesIn).toBeLessThan(52_000);
  const got = await lineOf(await send(`GET /v2/lea/told/blobs/${digestOf(body)}`, { as: lea.basic }));
  expect(got).toMatchObject({ route: 'blob.get', status: 200, principal: 'lea' });
  expect(got.bytesOut).toBeGreaterThan(50_000);
  expect(await lineOf(await send('GET /v2/lea/told/tags/list'))).toMatchObject({
    status: 401,
    principal: null,
  });
});

it('holds no secret, whatever was sent and whatever failed', async () => {
  const bearer = await signIns();
  await programs();
  await pages();
  await uploads(bearer);
  await lineOf(await send('GET /healthz'));
  const output = gateway.output();
  // Failures were logged, with their causes.
  expect(output).toContain('"component":"gateway"');
  expect(secrets.size).toBeGreaterThan(20);
  const forms = (value: string) => [
    value,
    encodeURIComponent(value),
    Buffer.from(value).toString('base64').slice(0, -4),
  ];
  expect([...secrets].filter((value) => forms(value).some((text) => output.includes(text)))).toEqual([]);
});
