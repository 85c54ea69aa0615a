import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTcp, type AddressInfo, type Socket } from 'node:net';
import path from 'node:path';
import { createServer as createTls } from 'node:tls';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { insertAuditEvents } from '#lib/db/audit.ts';
import { pool, query } from '#lib/db/pool.ts';
import { completeEnvironment } from '#lib/env/env.ts';
import type { AuditEvent, AuditForwarding } from '#lib/schemas/audit.ts';
import { GET, PUT } from '../../app/api/v1/system/audit-forwarding/route.ts';
import { POST as test } from '../../app/api/v1/system/audit-forwarding:test/route.ts';
import { until } from '../../e2e/support/inside.ts';
import { call, makePerson, type Person } from '../../e2e/support/people.ts';
import { newFolder } from '../../e2e/support/run-folder.ts';
import { expireAudit } from './audit-retention.ts';
import { AuditForwarder } from './forward-audit.ts';

const SECRET = 'Bearer marked-secret-4711';
let root: Person;
let forwarder: AuditForwarder;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  root = await makePerson('root', { admin: true });
});

beforeEach(() => {
  completeEnvironment({ LIGHTER_ALLOW_PRIVATE_TARGETS: '127.0.0.1' });
  forwarder = new AuditForwarder();
});

afterEach(async () => {
  await put({ kind: 'off' });
  await forwarder.close();
  for (const close of closing.splice(0)) close();
});

const put = (target: object, as = root) => call(PUT, { method: 'PUT', as, body: { target } });
const read = async () => (await call(GET, { as: root })).body as unknown as AuditForwarding;
const tell = (target: string) =>
  insertAuditEvents(null, [{ actor: { name: 'ann', address: null }, action: 'manifest.push', target }]);

/** Steps as the worker does, though sooner, until `done`. */
const forwardUntil = (what: string, done: () => boolean) =>
  until(what, async () => {
    await forwarder.step();
    return done();
  });

/** A receiver of HTTP that answers with `status()`. */
async function httpReceiver(status = () => 204) {
  const bodies: string[] = [];
  const headers: unknown[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answered = status();
      headers.push(request.headers);
      if (answered < 300) bodies.push(Buffer.concat(chunks).toString());
      response.writeHead(answered, { location: 'http://127.0.0.1:1/' }).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => (server.closeAllConnections(), server.close()));
  const events = () =>
    bodies.flatMap((body) => body.trimEnd().split('\n')).map((line) => JSON.parse(line) as AuditEvent);
  const pushed = () => events().flatMap(({ action, target }) => (action === 'manifest.push' ? [target] : []));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/audit`, headers, events, pushed };
}

describe('forwarding by HTTP', () => {
  it('sends what happens from now on, once and in order, with the header', async () => {
    const receiver = await httpReceiver();
    await tell('before');
    const header = { name: 'Authorization', value: SECRET };
    expect((await put({ kind: 'http', url: receiver.url, header })).status).toBe(200);
    for (let i = 0; i < 1_200; i += 200)
      await insertAuditEvents(
        null,
        Array.from({ length: 200 }, (_, j) => ({
          actor: { name: 'ann', address: null },
          action: 'manifest.push',
          target: `t${i + j}`,
        })),
      );
    await forwardUntil('all have come', () => receiver.pushed().length >= 1_200);
    expect(receiver.pushed()).toEqual(Array.from({ length: 1_200 }, (_, i) => `t${i}`));
    expect(receiver.headers[0]).toMatchObject({
      authorization: SECRET,
      'content-type': 'application/x-ndjson',
    });
    expect((await read()).state).toMatchObject({ waiting: 0, error: null, failingSince: null });
  });

  it('goes on where it was after a failure, and says how far behind it is', async () => {
    let status = 500;
    const receiver = await httpReceiver(() => status);
    await put({ kind: 'http', url: receiver.url });
    await tell('one');
    await forwardUntil('it has failed', () => receiver.headers.length > 0);
    const { state } = await read();
    expect(state!.waiting).toBeGreaterThan(0);
    expect(state!.waitingSince).not.toBeNull();
    expect(state!.error).toContain('answered with status 500');
    expect(await forwarder.step()).toBe('waiting');
    await tell('two');
    status = 200;
    // Another worker has not failed yet.
    await forwarder.close();
    forwarder = new AuditForwarder();
    await forwardUntil('both have come', () => receiver.pushed().length >= 2);
    expect(receiver.pushed()).toEqual(['one', 'two']);
    expect((await read()).state).toMatchObject({ error: null, failingSince: null });
  });

  it('waits for what is written but not yet there', async () => {
    const receiver = await httpReceiver();
    await put({ kind: 'http', url: receiver.url });
    const slow = await pool().connect();
    try {
      await slow.query('BEGIN');
      await slow.query(
        `INSERT INTO audit_event (actor, action, target) VALUES ('ann', 'manifest.push', 'early')`,
      );
      await tell('late');
      for (let i = 0; i < 6; i++) await forwarder.step();
      expect(receiver.pushed()).toEqual([]);
      await slow.query('COMMIT');
    } finally {
      slow.release();
    }
    await forwardUntil('both have come', () => receiver.pushed().length >= 2);
    expect(receiver.pushed()).toEqual(['early', 'late']);
  });

  it('is done by one worker at a time', async () => {
    const receiver = await httpReceiver();
    await put({ kind: 'http', url: receiver.url });
    const other = new AuditForwarder();
    await forwarder.step();
    expect(await other.step()).toBe('elsewhere');
    await forwarder.close();
    expect(await other.step()).toBe('idle');
    await other.close();
  });

  it('follows no redirect', async () => {
    const receiver = await httpReceiver(() => 307);
    await put({ kind: 'http', url: receiver.url });
    await forwardUntil('it has failed', () => receiver.headers.length > 0);
    expect((await read()).state!.error).toContain('a redirect');
  });

  it('keeps what it has not sent from being deleted', async () => {
    const receiver = await httpReceiver(() => 500);
    await put({ kind: 'http', url: receiver.url });
    await query(
      `INSERT INTO audit_event (actor, action, at) VALUES ('kept', 'manifest.push', now() - interval '10 years')`,
    );
    expect(await expireAudit()).toBe(0);
    await put({ kind: 'off' });
    expect(await expireAudit()).toBe(1);
  });
});

/** RFC 6587: `LEN SP message`, one after the other. */
function unframe(text: string): string[] {
  const found: string[] = [];
  for (let rest = text; rest !== '';) {
    const [head = '', length = ''] = /^(\d+) /.exec(rest) ?? [];
    if (head === '') throw new Error(`no frame at ${rest.slice(0, 20)}`);
    found.push(rest.slice(head.length, head.length + Number(length)));
    rest = rest.slice(head.length + Number(length));
  }
  return found;
}

const targetsOf = (messages: string[]) =>
  messages
    .map((message) => JSON.parse(message.slice(message.indexOf('{'))) as AuditEvent)
    .flatMap(({ action, target }) => (action === 'manifest.push' ? [target] : []));

describe('forwarding by syslog', () => {
  it.each(['tcp', 'tls'] as const)('frames messages over %s', async (protocol) => {
    let received = '';
    const take = (socket: Socket) => socket.on('data', (data) => (received += data.toString()));
    const { cert, key } = certificate();
    const server = protocol === 'tcp' ? createTcp(take) : createTls({ cert, key }, take);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const target = { kind: 'syslog', host: '127.0.0.1', port, protocol };
    if (protocol === 'tls') {
      // A certificate of nobody's is not taken.
      const { body } = await call(test, { method: 'POST', as: root, body: { target } });
      expect(body).toMatchObject({ ok: false, message: expect.stringContaining('SELF_SIGNED') as string });
    }
    await put({ ...target, ca: protocol === 'tls' ? cert : null });
    await tell('first ✓');
    await tell('second');
    await forwardUntil('both have come', () => targetsOf(unframe(received)).length >= 2);
    expect(targetsOf(unframe(received))).toEqual(['first ✓', 'second']);
    expect(unframe(received).at(-1)).toMatch(/^<109>1 \S+Z \S+ lighter - manifest\.push - \{/);
  });

  it('sends datagrams over UDP', async () => {
    const messages: string[] = [];
    const socket = createSocket('udp4', (message) => messages.push(message.toString()));
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    closing.push(() => socket.close());
    await put({ kind: 'syslog', host: '127.0.0.1', port: socket.address().port, protocol: 'udp' });
    await tell('first');
    await tell('second');
    await forwardUntil('both have come', () => targetsOf(messages).length >= 2);
    expect(targetsOf(messages)).toEqual(['first', 'second']);
  });

  it('does not lose what a receiver that dies has not taken', async () => {
    let received = '';
    let dying = true;
    const server = createTcp((socket) => {
      socket.on('error', () => undefined);
      if (dying) socket.resetAndDestroy();
      else socket.on('data', (data) => (received += data.toString()));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(() => server.close());
    await put({
      kind: 'syslog',
      host: '127.0.0.1',
      port: (server.address() as AddressInfo).port,
      protocol: 'tcp',
    });
    await tell('kept');
    await until('it has failed', async () => (await forwarder.step()) === 'failed');
    dying = false;
    await forwarder.close();
    forwarder = new AuditForwarder();
    await forwardUntil('it has come', () => targetsOf(unframe(received)).length > 0);
    expect(targetsOf(unframe(received))).toEqual(['kept']);
  });
});

function certificate(): { cert: string; key: string } {
  const folder = newFolder('syslog-tls');
  const [cert, key] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
  execFileSync(
    'openssl',
    `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=log -addext subjectAltName=IP:127.0.0.1 -keyout ${key} -out ${cert}`.split(
      ' ',
    ),
    { stdio: 'ignore' },
  );
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
}

describe('the settings of forwarding', () => {
  it('are for administrators', async () => {
    const ann = await makePerson('ann');
    expect((await call(GET, { as: ann })).status).toBe(403);
    expect((await put({ kind: 'off' }, ann)).status).toBe(403);
    const tried = await call(test, { method: 'POST', as: ann, body: { target: { kind: 'off' } } });
    expect(tried.status).toBe(403);
  });

  it.each([
    { kind: 'mail' },
    { kind: 'http', url: 'ftp://log.example/' },
    { kind: 'http', url: 'log.example' },
    { kind: 'http', url: 'http://log.example/', header: { name: 'Host', value: 'x' } },
    { kind: 'http', url: 'http://log.example/', header: { name: 'a b', value: 'x' } },
    { kind: 'http', url: 'http://log.example/', header: { name: 'X', value: 'a\r\nb: c' } },
    { kind: 'syslog', host: 'log.example', port: 0, protocol: 'tcp' },
    { kind: 'syslog', host: 'a/b', port: 514, protocol: 'tcp' },
    { kind: 'syslog', host: 'log.example', port: 514, protocol: 'tls', ca: 'x' },
    { kind: 'off', extra: 1 },
  ])('does not take %j', async (target) => {
    expect((await put(target)).status).toBe(400);
  });

  it('never give the secret back, and keep it for the same place only', async () => {
    const receiver = await httpReceiver();
    const target = { kind: 'http', url: receiver.url, header: { name: 'Authorization' } };
    expect(await put(target)).toMatchObject({
      status: 400,
      body: { fields: { 'target.header.value': expect.anything() as string } },
    });
    const set = await put({ ...target, header: { ...target.header, value: SECRET } });
    expect(set.body).toMatchObject({ target });
    expect(JSON.stringify([set.body, await read()])).not.toContain('marked-secret');
    const stored = await query(`SELECT value FROM setting WHERE key LIKE 'audit.%'`);
    expect(JSON.stringify(stored)).not.toContain('marked-secret');
    // Another path of the same origin keeps it, another origin does not.
    expect((await put({ ...target, url: `${receiver.url}/more` })).status).toBe(200);
    expect(await call(test, { method: 'POST', as: root, body: { target } })).toMatchObject({
      body: { ok: true },
    });
    expect(receiver.headers.at(-1)).toMatchObject({ authorization: SECRET });
    expect((await put({ ...target, url: 'http://127.0.0.1:9/' })).status).toBe(400);
    const tried = await call(test, {
      method: 'POST',
      as: root,
      body: { target: { ...target, url: 'http://127.0.0.1:9/' } },
    });
    expect(tried.status).toBe(400);
    const events = await query(`SELECT * FROM audit_event`);
    expect(JSON.stringify(events)).not.toContain('marked-secret');
  });

  it.each([
    { kind: 'http', url: 'http://127.0.0.1:5432/' },
    { kind: 'http', url: 'http://[::1]:80/' },
    { kind: 'http', url: 'http://169.254.169.254/latest/meta-data/' },
    { kind: 'http', url: 'http://localhost/' },
    { kind: 'syslog', host: '10.0.0.1', port: 514, protocol: 'tcp' },
    { kind: 'syslog', host: '127.0.0.1', port: 514, protocol: 'udp' },
    { kind: 'syslog', host: 'localhost', port: 514, protocol: 'tls' },
  ])('lead nowhere within: %j', async (target) => {
    completeEnvironment({ LIGHTER_ALLOW_PRIVATE_TARGETS: undefined });
    const { body } = await call(test, { method: 'POST', as: root, body: { target } });
    expect(body).toMatchObject({
      ok: false,
      message: expect.stringContaining('LIGHTER_ALLOW_PRIVATE_TARGETS') as string,
    });
    await put(target);
    await until('it was refused', async () => (await forwarder.step()) === 'failed');
    expect((await read()).state!.error).toContain('is not an address of the internet');
  });
});
