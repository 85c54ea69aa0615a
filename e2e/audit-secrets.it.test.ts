import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { lookInside } from './support/inside.ts';
import { startLighter, type Lighter } from './support/lighter.ts';
import { basic } from './support/push.ts';

/** Whatever must be neither in the audit nor in a log. */
const secrets = new Map<string, string>();
function secret(name: string): string {
  const value = `Marked-${name}-${randomBytes(12).toString('hex')}`;
  secrets.set(name, value);
  return value;
}

let lighter: Lighter;
let admin: string;

beforeAll(async () => {
  lighter = await startLighter({ LOG_LEVEL: 'trace', LIGHTER_ADMIN_PASSWORD: secret('admin') });
  admin = basic('admin', secrets.get('admin')!);
});
afterAll(() => lighter.stop());

const send = (method: string, path: string, body: unknown = undefined, authorization = admin) =>
  fetch(`${lighter.url}${path}`, {
    method,
    headers: { authorization, ...(body !== undefined && { 'content-type': 'application/json' }) },
    redirect: 'manual',
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

/** What next-auth's own client does; the jar keeps what it was given. */
async function signIn(username: string, password: string): Promise<string> {
  const csrf = await fetch(`${lighter.url}/api/auth/csrf`);
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  secrets.set(`csrf ${secrets.size}`, csrfToken);
  const answer = await fetch(`${lighter.url}/api/auth/callback/credentials`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      cookie: cookiesOf(csrf),
      origin: lighter.url,
    },
    body: new URLSearchParams({ csrfToken, username, password, json: 'true' }),
    redirect: 'manual',
  });
  const session = cookiesOf(answer);
  const [, value] = /lighter-session=([^;]+)/.exec(session) ?? [];
  if (value !== undefined) secrets.set(`session ${secrets.size}`, value);
  return `${cookiesOf(csrf)}; ${session}`;
}

const cookiesOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');

async function accounts(): Promise<void> {
  const password = secret('first');
  await send('POST', '/api/v1/users', { username: 'ann', email: 'ann@example.com', password });
  await send('POST', '/api/v1/users', { username: 'ANN', password: secret('refused') });
  const changed = secret('changed');
  const ann = basic('ann', password);
  await send('POST', '/api/v1/me/password', { current: secret('wrong-current'), password: changed }, ann);
  await send('POST', '/api/v1/me/password', { current: password, password: changed }, ann);
  const set = secret('by-admin');
  await send('POST', '/api/v1/users/ann/password', { password: set });
  const refused = { username: 'x', password: secret('not-allowed') };
  expect((await send('POST', '/api/v1/users', refused, basic('ann', set))).status).toBe(403);
}

async function signIns(): Promise<void> {
  const cookie = await signIn('admin', secrets.get('admin')!);
  const me = await fetch(`${lighter.url}/api/v1/me`, { headers: { cookie } });
  expect(me.status).toBe(200);
  await signIn('admin', secret('typed-wrong'));
  await signIn(secret('typed-as-name'), 'x');
  await send('GET', '/api/v1/me', undefined, basic('ann', secret('basic-wrong')));
  await send('GET', '/api/v1/me', undefined, basic(secret('basic-as-name'), 'x'));
  await send('GET', '/api/v1/me', undefined, `Bearer ${secret('bearer')}`);
  await send('GET', `/setup?token=${secret('link')}`);
  await send(
    'POST',
    '/api/v1/system/setup',
    { token: secret('set-up'), username: 'y', password: secret('set-up-password') },
    '',
  );
}

async function tokens(): Promise<void> {
  const scope = 'scope=repository:admin/app:pull,push';
  const granted = await send('GET', `/token?${scope}`);
  const { token } = (await granted.json()) as { token: string };
  secrets.set('token', token);
  await send('POST', '/v2/admin/app/blobs/uploads/', undefined, `Bearer ${token}`);
  await send('GET', `/token?${scope}`, undefined, basic('admin', secret('token-wrong')));
  await send('POST', '/v2/nobody/app/blobs/uploads/', undefined, `Bearer ${secret('forged')}`);
}

async function forwarding(): Promise<void> {
  const target = (value: string) => ({
    kind: 'http',
    url: `http://127.0.0.1:9/${secret('in-path')}`,
    header: { name: 'Authorization', value },
  });
  const stored = await send('PUT', '/api/v1/system/audit-forwarding', { target: target(secret('header')) });
  expect(stored.status).toBe(200);
  await send('POST', '/api/v1/system/audit-forwarding:test', { target: target(secret('tested')) });
  await send('GET', `/api/v1/audit-events:export?format=csv&q=${secret('looked-for')}`).then((answer) =>
    answer.text(),
  );
}

async function logs(): Promise<string> {
  const folder = join(lighter.data, 'logs');
  const files = await readdir(folder);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return [...texts, lighter.output()].join('\n');
}

it('has no secret in the audit or in a log, whatever is sent', async () => {
  await accounts();
  await signIns();
  await tokens();
  await forwarding();
  await lookInside(lighter.data);
  const events = await query<{ action: string }>('SELECT * FROM audit_event ORDER BY id');
  const actions = new Set(events.map(({ action }) => action));
  for (const action of [
    'user.created',
    'user.password-changed',
    'user.signed-in',
    'user.sign-in-failed',
    'audit.forwarding-set',
    'request.refused',
  ])
    expect(actions).toContain(action);
  // What the processes still hold of their logs is written as they stop.
  await lighter.stop();
  const written = await logs();
  expect(written).toContain('"component":"access"');
  const audited = JSON.stringify(events);
  const found = [...secrets].flatMap(([name, value]) => [
    ...(audited.includes(value) ? [`${name} in the audit`] : []),
    ...(written.includes(value) ? [`${name} in a log`] : []),
  ]);
  expect(found).toEqual([]);
});
