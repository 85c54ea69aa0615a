import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, gatewayHere, makeAccount, type Account } from '../../e2e/support/gateway.ts';
import { newFolder } from '../../e2e/support/run-folder.ts';
import { completeEnvironment } from '#lib/env/env.ts';
import { digestOf } from '#lib/oci/digest.ts';

let gateway: Awaited<ReturnType<typeof gatewayHere>>;
let sven: Account;

beforeAll(async () => {
  gateway = await gatewayHere();
  sven = await makeAccount('sven');
});

afterAll(() => gateway.close());

/** What comes back for these bytes on a connection of their own. */
async function raw(text: string): Promise<string> {
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(text);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

describe('what is not HTTP', () => {
  it.each([
    ['no request', 'nonsense\r\n\r\n', 400],
    [
      'both lengths',
      'PUT /v2/ HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    [
      'a bad chunk',
      'PUT /token HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      405,
    ],
    ['a folded header', 'GET /v2/ HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n', 400],
    ['headers without end', `GET /v2/ HTTP/1.1\r\nHost: x\r\nA: ${'b'.repeat(40_000)}\r\n\r\n`, 431],
    ['no host', 'GET /v2/ HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
  ])('%s', async (_, text, status) => {
    expect(await raw(text)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });
});

describe('a client that asks before it sends', () => {
  it('is told no without sending', async () => {
    const request = http.request(`${gateway.url}/v2/sven/app/blobs/uploads/`, {
      method: 'POST',
      headers: { expect: '100-continue', 'content-length': '1000000' },
    });
    let told = false;
    request.on('continue', () => (told = true));
    request.on('error', () => undefined);
    request.flushHeaders();
    const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
    expect([answer.statusCode, told]).toEqual([401, false]);
    request.destroy();
  });

  it('is told to go on', async () => {
    const bytes = Buffer.alloc(1000, 'x');
    const path = `POST /v2/sven/app/blobs/uploads/?digest=${digestOf(bytes)}`;
    expect(
      (await ask(gateway.url, path, { as: sven.basic, body: bytes, headers: { expect: '100-continue' } }))
        .status,
    ).toBe(201);
  });
});

describe('a stop', () => {
  it('lets a push finish, and takes nothing new', async () => {
    const stopping = await gatewayHere();
    const bytes = Buffer.alloc(200_000, 'y');
    const request = http.request(`${stopping.url}/v2/sven/stop/blobs/uploads/?digest=${digestOf(bytes)}`, {
      method: 'POST',
      headers: { authorization: sven.basic, 'content-length': String(bytes.length) },
    });
    request.write(bytes.subarray(0, 100_000));
    await once(request, 'socket');
    // The gateway has begun with it once another request on a later connection was answered.
    await ask(stopping.url, 'GET /healthz');
    const stopped = stopping.close();
    await expect(ask(stopping.url, 'GET /healthz')).rejects.toThrow();
    request.end(bytes.subarray(100_000));
    const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(201);
    await stopped;
  });
});

describe('TLS', () => {
  it('is served with the certificate that is there, also after it was renewed', async () => {
    const folder = newFolder('tls');
    const files = { TLS_CERT_FILE: join(folder, 'cert.pem'), TLS_KEY_FILE: join(folder, 'key.pem') };
    makeCertificate(folder, 'first');
    const secure = await gatewayHere(files);
    completeEnvironment({ TLS_CERT_FILE: undefined, TLS_KEY_FILE: undefined });
    const port = Number(new URL(secure.url).port);
    expect((await subject(port)).name).toBe('first');
    expect((await subject(port)).challenge).toContain(`realm="https://127.0.0.1:${port}/token"`);
    makeCertificate(folder, 'second');
    const until = Date.now() + 30_000;
    while ((await subject(port)).name !== 'second' && Date.now() < until)
      await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await subject(port)).name).toBe('second');
    await secure.close();
  });
});

function makeCertificate(folder: string, name: string): void {
  const made = newFolder('certificate');
  const [cert, key] = [join(made, 'cert.pem'), join(made, 'key.pem')];
  const options = [
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
    '-subj',
    `/CN=${name}`,
  ];
  execFileSync('openssl', ['req', ...options, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  cpSync(made, folder, { recursive: true, force: true });
}

async function subject(port: number): Promise<{ name: string; challenge: string }> {
  const request = https.get({
    host: '127.0.0.1',
    port,
    path: '/v2/',
    rejectUnauthorized: false,
    agent: false,
  });
  const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
  const name = String((answer.socket as TLSSocket).getPeerCertificate().subject.CN);
  answer.resume();
  await once(answer, 'end');
  return { name, challenge: String(answer.headers['www-authenticate']) };
}
