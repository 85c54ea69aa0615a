import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ask, errorCode, gatewayHere, makeAccount, type Account } from '../../e2e/support/gateway.ts';
import { startPassingProxy, type PassingProxy } from '../../e2e/support/passing-proxy.ts';
import { headerOf } from '../../e2e/support/read-answer.ts';
import { exchangeRaw, Wire } from '../../e2e/support/wire.ts';
import { env } from '#lib/env/env.ts';
import { digestOf } from '#lib/oci/digest.ts';

// What one server takes for the end of a request, another takes for its middle: what is between the two is smuggled (RFC 9112, 11.2).

let upstream: PassingProxy;
let pages: http.Server;
let pagesAsked: string[] = [];
let gateway: Awaited<ReturnType<typeof gatewayHere>>;
let smith: Account;

beforeAll(async () => {
  upstream = await startPassingProxy(env().registryUrl!);
  pages = http.createServer((request, response) => {
    pagesAsked.push(`${request.method} ${request.url}`);
    request.resume().once('end', () => response.end('a page'));
  });
  pages.listen(0, '127.0.0.1');
  await once(pages, 'listening');
  const webUrl = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
  gateway = await gatewayHere({ REGISTRY_URL: upstream.url, WEB_URL: webUrl });
  smith = await makeAccount('smith');
});

afterAll(async () => {
  await gateway.close();
  await upstream.close();
  pages.closeAllConnections();
  pages.close();
});

const HIDDEN = 'DELETE /v2/smith/hidden/manifests/latest HTTP/1.1\r\nHost: x\r\n\r\n';
const chunked = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`;

/** Headers and body of a PATCH that carries the hidden request. */
const request = (path: string, headers: string[], body: string, version = '1.1') =>
  [`PATCH ${path} HTTP/${version}`, 'Host: x', `Authorization: ${smith.basic}`, ...headers, '', body].join(
    '\r\n',
  );

async function startedUpload(): Promise<string> {
  const { headers } = await ask(gateway.url, 'POST /v2/smith/app/blobs/uploads/', { as: smith.basic });
  upstream.asked.splice(0);
  upstream.seen.splice(0);
  return headers.location!;
}

const LENGTH = `Content-Length: ${HIDDEN.length}`;
const CHUNKED = 'Transfer-Encoding: chunked';

describe('is refused, and nothing of it goes upstream:', () => {
  it.each<[string, string[], string, string?]>([
    ['both lengths', [LENGTH, CHUNKED], chunked(HIDDEN)],
    ['both lengths, the other way', [CHUNKED, 'Content-Length: 4'], `0\r\n\r\n${HIDDEN}`],
    ['two lengths that differ', [LENGTH, 'Content-Length: 3'], HIDDEN],
    ['two lengths that agree', [LENGTH, LENGTH], HIDDEN],
    ['a list of lengths', [`${LENGTH}, ${HIDDEN.length}`], HIDDEN],
    ['a length with a sign', [`Content-Length: +${HIDDEN.length}`], HIDDEN],
    ['a negative length', ['Content-Length: -1'], HIDDEN],
    ['a hexadecimal length', ['Content-Length: 0x3e'], HIDDEN],
    ['a length that overflows', ['Content-Length: 18446744073709551620'], HIDDEN],
    ['a space before the colon', [`Content-Length : ${HIDDEN.length}`], HIDDEN],
    ['a space before the colon of the coding', [LENGTH, 'Transfer-Encoding : chunked'], HIDDEN],
    ['a folded header', ['X: y', ` ${LENGTH}`], HIDDEN],
    ['a folded coding', ['Transfer-Encoding:', ' chunked'], chunked(HIDDEN)],
    ['a header without a name', [': x', LENGTH], HIDDEN],
    ['a coding nobody knows', ['Transfer-Encoding: xchunked'], chunked(HIDDEN)],
    ['a coding after chunked', ['Transfer-Encoding: chunked, identity'], chunked(HIDDEN)],
    ['two codings', [CHUNKED, 'Transfer-Encoding: identity'], chunked(HIDDEN)],
    ['a coding with a control character', ['Transfer-Encoding: \x0bchunked'], chunked(HIDDEN)],
    ['a NUL in a header', ['X: a\0b', LENGTH], HIDDEN],
    ['a lone CR in a header', ['X: a\rContent-Length: 0', LENGTH], HIDDEN],
    ['a chunk size that is none', [CHUNKED], `zz\r\n${HIDDEN}`],
    ['a chunk size with a sign', [CHUNKED], `-1\r\n${HIDDEN}`],
    ['a chunk size with a prefix', [CHUNKED], `0x3e\r\n${HIDDEN}\r\n0\r\n\r\n`],
    ['a chunk size that overflows', [CHUNKED], `fffffffffffffffff\r\n${HIDDEN}`],
    ['a chunk size with a space', [CHUNKED], `3 e\r\n${HIDDEN}\r\n0\r\n\r\n`],
    ['a chunk that is longer than it says', [CHUNKED], `1\r\n${HIDDEN}\r\n0\r\n\r\n`],
    ['a chunk extension that never ends', [CHUNKED], `0;a="\r\n\r\n${HIDDEN}`],
    ['a chunk that ends with LF alone', [CHUNKED], `1\na\n0\n\n${HIDDEN}`],
    ['a length in a trailer', [CHUNKED], `3e\r\n${HIDDEN}\r\n0\r\nContent-Length: 0\r\n\r\n`],
    ['a later version', [CHUNKED], chunked(HIDDEN), '1.9'],
  ])('%s', async (_, headers, body, version) => {
    const path = await startedUpload();
    const answers = await exchangeRaw(gateway.url, request(path, headers, body, version), ['PATCH']);
    expect(answers.map(({ status }) => status)).toEqual([400]);
    expect(JSON.parse(answers[0]!.body.toString())).toHaveProperty('errors');
    expectNothingHidden();
  });

  it('lines that end with LF alone', async () => {
    const path = await startedUpload();
    const text = request(path, [LENGTH], HIDDEN).replaceAll('\r\n', '\n');
    expect((await exchangeRaw(gateway.url, text)).map(({ status }) => status)).toEqual([400]);
    expect(upstream.asked).toEqual([]);
  });

  it('two hosts', async () => {
    const path = await startedUpload();
    const answers = await exchangeRaw(
      gateway.url,
      request(path, ['Host: y', LENGTH, 'Connection: close'], HIDDEN),
    );
    expect(answers.map(({ status }) => status)).toEqual([400]);
    expect(upstream.asked).toEqual([]);
  });

  it.each([1_000, 2_500])('a length after %i other headers, where parsers stop to look', async (count) => {
    const path = await startedUpload();
    const filler = Array.from({ length: count }, () => 'a: b');
    const answers = await exchangeRaw(gateway.url, request(path, [...filler, LENGTH], HIDDEN));
    expect(answers.map(({ status }) => status)).toEqual([431]);
    expect(upstream.asked).toEqual([]);
  });
});

describe('is the body of one request, to us and upstream:', () => {
  it.each<[string, string[], string, string?]>([
    ['a length', [LENGTH], HIDDEN],
    ['chunks', [CHUNKED], chunked(HIDDEN)],
    ['chunks with extensions', [CHUNKED], `3e;a=b;c="d"\r\n${HIDDEN}\r\n0;e\r\n\r\n`],
    ['chunks with trailers', [CHUNKED], `3e\r\n${HIDDEN}\r\n0\r\nX: y\r\nHost: z\r\n\r\n`],
    ['chunks, oddly written', ['tRANSFER-eNCODING: \t CHUNKED'], chunked(HIDDEN)],
    ['a coding before chunked', ['Transfer-Encoding: identity, chunked'], chunked(HIDDEN)],
    ['chunks of HTTP/1.0', [CHUNKED], chunked(HIDDEN), '1.0'],
    ['a length that the connection takes back', ['Connection: content-length', LENGTH], HIDDEN],
    ['chunks that the connection takes back', ['Connection: transfer-encoding', CHUNKED], chunked(HIDDEN)],
    ['an upgrade that does not come', ['Connection: upgrade', 'Upgrade: h2c', LENGTH], HIDDEN],
  ])('%s', async (_, headers, body, version) => {
    const path = await startedUpload();
    const wire = await Wire.open(gateway.url);
    wire.send(request(path, headers, body, version));
    expect((await wire.answer('PATCH'))?.status).toBe(202);
    wire.close();
    expect(upstream.seen.map(({ method, path: asked }) => [method, asked])).toEqual([['PATCH', path]]);
    const [seen] = upstream.seen;
    expect(`sha256:${seen!.bodySha256}`).toBe(digestOf(Buffer.from(HIDDEN)));
    const names = seen!.headers
      .map(([name]) => name)
      .filter((name) => !/^(content-length|transfer-encoding)$/.test(name));
    expect(names).toEqual(['content-type', 'host', 'connection']);
  });
});

describe('to the pages goes as one request:', () => {
  beforeEach(() => void (pagesAsked = []));

  it.each([
    ['GET', ['Connection: close, content-length', LENGTH], HIDDEN],
    ['GET', ['Connection: close, transfer-encoding', CHUNKED], chunked(HIDDEN)],
    ['DELETE', ['Connection: close, Content-Length, host', LENGTH], HIDDEN],
    ['POST', ['Connection: close, content-length', LENGTH], HIDDEN],
    ['OPTIONS', ['Connection: close', CHUNKED], chunked(HIDDEN)],
  ] as const)('%s with %j', async (method, headers, body) => {
    const text = [`${method} /page HTTP/1.1`, 'Host: x', ...headers, '', body].join('\r\n');
    const answers = await exchangeRaw(gateway.url, text, [method]);
    expect(answers.map(({ status }) => status)).toEqual([200]);
    // One that was smuggled would be answered before this one.
    expect((await ask(gateway.url, 'GET /after')).text).toBe('a page');
    expect(pagesAsked).toEqual([`${method} /page`, 'GET /after']);
  });
});

describe('requests that come at once', () => {
  const get = (path: string, ...headers: string[]) =>
    [`GET ${path} HTTP/1.1`, 'Host: x', `Authorization: ${smith.basic}`, ...headers, '', ''].join('\r\n');

  it('are answered in their order', async () => {
    const text = `${get('/v2/')}${get('/v2/smith/none/manifests/v1')}${get('/healthz', 'Connection: close')}`;
    const answers = await exchangeRaw(gateway.url, text);
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 200]);
    expect(new Set(answers.map((answer) => headerOf(answer, 'x-request-id'))).size).toBe(3);
  });

  it('are answered before what follows and is none', async () => {
    const answers = await exchangeRaw(
      gateway.url,
      `${get('/v2/')}${get('/v2/smith/none/manifests/v1')}nonsense\r\n\r\n`,
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 400]);
  });

  it('are answered when something follows the last', async () => {
    const answers = await exchangeRaw(
      gateway.url,
      `${get('/v2/', 'Connection: close')}GET /v2/_catalog HTTP/1.1\r\n\r\n`,
    );
    expect(answers.map(({ status }) => status)).toEqual([200]);
  });

  it('get a download as it is, whatever follows it', async () => {
    const bytes = Buffer.alloc(3_000_000, 'b');
    const path = `/v2/smith/app/blobs/${digestOf(bytes)}`;
    const posted = await ask(gateway.url, `POST /v2/smith/app/blobs/uploads/?digest=${digestOf(bytes)}`, {
      as: smith.basic,
      body: bytes,
    });
    expect(posted.status).toBe(201);
    const wire = await Wire.open(gateway.url);
    wire.send(`${get(path)}nonsense\r\n\r\n`);
    expect((await wire.answer('GET'))?.body.equals(bytes)).toBe(true);
    expect((await wire.answer('GET'))?.status).toBe(400);
    expect(await wire.answer('GET')).toBeNull();
  });
});

it('a tunnel is refused', async () => {
  const answers = await exchangeRaw(gateway.url, 'CONNECT registry:5000 HTTP/1.1\r\nHost: x\r\n\r\n', [
    'GET',
  ]);
  expect(answers.map(({ status }) => status)).toEqual([405]);
});

it('what is expected in vain is not', async () => {
  const answer = await ask(gateway.url, 'GET /v2/', { headers: { expect: 'the-unexpected' } });
  expect([answer.status, errorCode(answer)]).toEqual([401, 'UNAUTHORIZED']);
});

function expectNothingHidden(): void {
  // A body that was broken in its middle may have begun to go upstream, as one PATCH.
  expect(upstream.asked.filter((line) => !line.startsWith('PATCH '))).toEqual([]);
  expect(upstream.asked.length).toBeLessThanOrEqual(1);
}
