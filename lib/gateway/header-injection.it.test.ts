import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, errorCode, gatewayHere, makeAccount, type Account } from '../../e2e/support/gateway.ts';
import { smallImages } from '../../e2e/support/images.ts';
import { startPassingProxy } from '../../e2e/support/passing-proxy.ts';
import { push } from '../../e2e/support/push.ts';
import { headerOf, type WireAnswer } from '../../e2e/support/read-answer.ts';
import { exchangeRaw } from '../../e2e/support/wire.ts';
import { completeEnvironment, env } from '#lib/env/env.ts';
import { closeUpstream } from '#lib/registry/connection.ts';

// Nothing that a client or the registry says becomes a header of an answer, an address in one, or another answer.

let gateway: Awaited<ReturnType<typeof gatewayHere>>;
let ivo: Account;
const registry = env().registryUrl!;

beforeAll(async () => {
  // What goes wrong here is meant to, and each would be a line in the log.
  gateway = await gatewayHere({ LOG_LEVEL: 'error' });
  ivo = await makeAccount('ivo');
  const target = { url: gateway.url, repository: 'ivo/app', authorization: ivo.basic };
  for (const [number, image] of smallImages(3, 'injection').entries())
    await push(target, `v${number}`, image);
});

afterAll(() => gateway.close());

const EVIL = 'evil.example';
const INJECTED = `%0d%0aX-Injected:%20y%0d%0aLocation:%20http://${EVIL}/%0d%0a%0d%0aHTTP/1.1%20200%20OK%0d%0a`;

function expectClean(answers: WireAnswer[]): void {
  expect(answers).toHaveLength(1);
  const [answer] = answers;
  expect(headerOf(answer!, 'x-injected')).toBeUndefined();
  for (const name of ['location', 'link', 'www-authenticate'])
    expect(headerOf(answer!, name) ?? '').not.toMatch(new RegExp(`//${EVIL}|[\\r\\n]`));
}

describe('what a client sends', () => {
  it.each([
    `GET /v2/ivo/app/manifests/v1${INJECTED}`,
    `GET /v2/ivo${INJECTED}/app/manifests/v1`,
    `GET /v2/ivo/app/tags/list?n=1&last=${INJECTED}`,
    `GET /v2/ivo/app/tags/list?n=${INJECTED}`,
    `GET /v2/_catalog?n=1&last=${INJECTED}`,
    `POST /v2/ivo/app/blobs/uploads/?mount=${INJECTED}&from=${INJECTED}`,
    `POST /v2/ivo/app/blobs/uploads/?digest=${INJECTED}`,
    `PATCH /v2/ivo/app/blobs/uploads/x?_state=${INJECTED}`,
    `PUT /v2/ivo/app/blobs/uploads/x?_state=${INJECTED}&digest=${INJECTED}`,
    `GET /v2/ivo/app/referrers/sha256:${'a'.repeat(64)}?artifactType=${INJECTED}`,
    `GET /token?service=${INJECTED}&scope=${INJECTED}&account=${INJECTED}`,
    `GET /v2/nowhere${INJECTED}/manifests/v1`,
    `GET /%0d%0aX-Injected:%20y`,
    `GET //${EVIL}/`,
    `GET http://${EVIL}/v2/`,
    `GET /\\${EVIL}/`,
  ])('in the line %s stays out of the headers', async (line) => {
    for (const authorization of [[`Authorization: ${ivo.basic}`], []]) {
      const head = [`${line} HTTP/1.1`, 'Host: registry.example', ...authorization, 'Content-Length: 0'];
      const text = `${head.join('\r\n')}\r\nConnection: close\r\n\r\n`;
      expectClean(await exchangeRaw(gateway.url, text, [line.split(' ')[0]!]));
    }
  });

  it.each([
    ['X-Forwarded-Host', EVIL],
    ['X-Forwarded-Proto', `https://${EVIL}/`],
    ['Forwarded', `host=${EVIL};proto=https`],
    ['X-Original-Url', `//${EVIL}/`],
    ['X-Request-Id', `x${INJECTED}`],
    ['Docker-Upload-Uuid', `//${EVIL}/`],
    ['Location', `http://${EVIL}/`],
  ])('as %s is believed by nobody', async (name, value) => {
    for (const [line, authorization] of [
      ['GET /v2/', ''],
      ['POST /v2/ivo/app/blobs/uploads/', `Authorization: ${ivo.basic}\r\n`],
    ] as const) {
      const text = `${line} HTTP/1.1\r\nHost: registry.example\r\n${authorization}${name}: ${value}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;
      expectClean(await exchangeRaw(gateway.url, text, [line.split(' ')[0]!]));
    }
  });

  it.each([`x",realm="http://${EVIL}/`, `x@${EVIL}`, `x/${EVIL}`, 'x y', 'x\ty', 'x:y', ''])(
    'as Host %j is refused before it is in a challenge',
    async (host) => {
      const text = `GET /v2/ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
      const answers = await exchangeRaw(gateway.url, text);
      expectClean(answers);
      expect([answers[0]?.status, headerOf(answers[0]!, 'www-authenticate')]).toEqual([400, undefined]);
    },
  );
});

describe('what the registry says of where an upload goes on', () => {
  const session = '0f3b0c1e-5f7e-4a7e-9c83-2b1e1f0e7a11';

  it.each([
    ['another host', `http://${EVIL}/v2/ivo/app/blobs/uploads/${session}?_state=abc`, session],
    ['another host without a scheme', `//${EVIL}/v2/ivo/app/blobs/uploads/${session}?_state=abc`, session],
    ['another repository', `/v2/secret/app/blobs/uploads/${session}?_state=abc`, session],
    ['more of a query', `/v2/ivo/app/blobs/uploads/${session}?digest=x&mount=y&_state=abc#z`, session],
    ['line breaks in the state', `/v2/ivo/app/blobs/uploads/${session}?_state=a${INJECTED}`, null],
    ['line breaks in the session', `/v2/ivo/app/blobs/uploads/${INJECTED}`, null],
    ['a session that is a path', '/v2/ivo/app/blobs/uploads/..%2f..%2fx?_state=abc', null],
    ['no session', '/v2/ivo/app/blobs/uploads/?_state=abc', null],
    ['another scheme', 'javascript:alert(1)', null],
    ['nothing', '', null],
  ])('%s is not passed on', async (_, location, kept) => {
    const proxy = await startPassingProxy(registry, { location });
    closeUpstream();
    completeEnvironment({ REGISTRY_URL: proxy.url });
    const answer = await ask(gateway.url, 'POST /v2/ivo/app/blobs/uploads/', { as: ivo.basic });
    completeEnvironment({ REGISTRY_URL: registry });
    await proxy.close();
    if (kept === null) {
      expect([answer.status, errorCode(answer), answer.headers.location]).toEqual([
        502,
        'UNAVAILABLE',
        undefined,
      ]);
      return;
    }
    // What is kept of it is a session and a state, at an address of ours.
    expect(answer.headers.location).toBe(`/v2/ivo/app/blobs/uploads/${kept}?_state=abc`);
  });
});
