import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ask,
  errorCode,
  gatewayHere,
  makeAccount,
  tokenOf,
  type Account,
} from '../../e2e/support/gateway.ts';
import { query } from '#lib/db/pool.ts';
import { env } from '#lib/env/env.ts';
import { digestOf } from '#lib/oci/digest.ts';

let gateway: Awaited<ReturnType<typeof gatewayHere>>;
let ulla: Account;

beforeAll(async () => {
  gateway = await gatewayHere();
  ulla = await makeAccount('ulla');
});

afterAll(() => gateway.close());

const bytes = randomBytes(100_000);
const DIGEST = digestOf(bytes);
const start = (repository = 'ulla/app', query = '') => send(`POST /v2/${repository}/blobs/uploads/${query}`);
const send = (request: string, options: Parameters<typeof ask>[2] = {}) =>
  ask(gateway.url, request, { as: ulla.basic, ...options });
const withDigest = (location: string, digest = DIGEST) => `${location}&digest=${digest}`;
const isVisible = async (repository: string, digest = DIGEST) =>
  (await send(`HEAD /v2/${repository}/blobs/${digest}`)).status === 200;
const inRegistry = async (repository: string, digest = DIGEST) =>
  (await ask(env().registryUrl!, `HEAD /v2/${repository}/blobs/${digest}`)).status === 200;

describe('an upload', () => {
  it('goes in one PUT, and is in the index before its 201', async () => {
    const started = await start('ulla/one');
    expect(started.status).toBe(202);
    expect(started.headers.location).toMatch(
      /^\/v2\/ulla\/one\/blobs\/uploads\/[0-9a-f-]{36}\?_state=[A-Za-z0-9_%-]+$/,
    );
    const put = await send(`PUT ${withDigest(started.headers.location!)}`, { body: bytes });
    expect([put.status, put.headers.location, put.headers['docker-content-digest']]).toEqual([
      201,
      `/v2/ulla/one/blobs/${DIGEST}`,
      DIGEST,
    ]);
    const rows = await query(
      `SELECT b.size, b.hidden FROM repository_blob b JOIN repository r ON r.id = b.repository_id WHERE r.name = 'ulla/one'`,
    );
    expect(rows).toEqual([{ size: bytes.length, hidden: false }]);
    expect((await send(`GET /v2/ulla/one/blobs/${DIGEST}`)).body.equals(bytes)).toBe(true);
  });

  it('goes in chunks, each where the last one ended', async () => {
    const middle = 40_000;
    const { headers } = await start('ulla/chunks');
    const first = await send(`PATCH ${headers.location}`, {
      body: bytes.subarray(0, middle),
      headers: { 'content-range': `0-${middle - 1}` },
    });
    expect([first.status, first.headers.range]).toEqual([202, `0-${middle - 1}`]);
    const early = await send(`PATCH ${first.headers.location}`, {
      body: 'xxxxx',
      headers: { 'content-range': '0-4' },
    });
    expect([early.status, early.headers.range, early.headers.location]).toEqual([
      416,
      `0-${middle - 1}`,
      first.headers.location,
    ]);
    const gap = await send(`PUT ${withDigest(first.headers.location!)}`, {
      body: 'x',
      headers: { 'content-range': '90000-90000' },
    });
    expect(gap.status).toBe(416);
    const status = await send(`GET ${first.headers.location}`);
    expect([status.status, status.headers.range]).toEqual([204, `0-${middle - 1}`]);
    const rest = {
      body: bytes.subarray(middle),
      headers: { 'content-range': `${middle}-${bytes.length - 1}` },
    };
    const second = await send(`PATCH ${status.headers.location}`, rest);
    expect(second.status).toBe(202);
    expect((await send(`PUT ${withDigest(second.headers.location!)}`)).status).toBe(201);
    expect((await send(`GET /v2/ulla/chunks/blobs/${DIGEST}`)).body.equals(bytes)).toBe(true);
  });

  it('goes on where it is after an answer got lost', async () => {
    const { headers: first } = await start('ulla/lost');
    const chunk = { body: bytes.subarray(0, 500), headers: { 'content-range': '0-499' } };
    const { headers: second } = await send(`PATCH ${first.location}`, chunk);
    const where = { range: '0-499', location: second.location };
    const unsaid = { body: bytes.subarray(0, 500) };
    const last = { body: 'x', headers: { 'content-range': '0-0' } };
    for (const again of [
      await send(`PATCH ${first.location}`, chunk),
      await send(`PATCH ${first.location}`, unsaid),
      await send(`PUT ${withDigest(first.location!)}`, last),
    ])
      expect(again).toMatchObject({ status: 416, headers: where });
    const status = await send(`GET ${first.location}`);
    expect([status.status, status.headers.range]).toEqual([204, '0-499']);
    const rest = { body: bytes.subarray(500), headers: { 'content-range': `500-${bytes.length - 1}` } };
    expect((await send(`PUT ${withDigest(status.headers.location!)}`, rest)).status).toBe(201);
    for (const ended of [`GET ${first.location}`, `PATCH ${first.location}`])
      expect((await send(ended)).status).toBe(404);
  });

  it('goes as one stream of unknown length, as docker sends it', async () => {
    const { headers } = await start('ulla/stream');
    const chunked = { 'transfer-encoding': 'chunked', 'content-length': '' };
    const request = http.request(new URL(headers.location!, gateway.url), {
      method: 'PATCH',
      headers: { authorization: ulla.basic, 'transfer-encoding': chunked['transfer-encoding'] },
    });
    for (let at = 0; at < bytes.length; at += 9_999) request.write(bytes.subarray(at, at + 9_999));
    request.end();
    const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
    answer.resume();
    expect([answer.statusCode, answer.headers.range]).toEqual([202, `0-${bytes.length - 1}`]);
    const put = await send(`PUT ${withDigest(answer.headers.location!)}`);
    expect(put.status).toBe(201);
    expect((await send(`HEAD /v2/ulla/stream/blobs/${DIGEST}`)).headers['content-length']).toBe(
      String(bytes.length),
    );
  });

  it('goes in a single POST', async () => {
    const posted = await send(`POST /v2/ulla/post/blobs/uploads/?digest=${DIGEST}`, { body: bytes });
    expect([posted.status, posted.headers.location]).toEqual([201, `/v2/ulla/post/blobs/${DIGEST}`]);
    expect(await isVisible('ulla/post')).toBe(true);
  });

  it('can be given up', async () => {
    const { headers } = await start();
    expect((await send(`DELETE ${headers.location}`)).status).toBe(204);
    expect((await send(`GET ${headers.location}`)).status).toBe(404);
    expect(errorCode(await send(`PUT ${withDigest(headers.location!)}`, { body: bytes }))).toBe(
      'BLOB_UPLOAD_UNKNOWN',
    );
  });

  it.each([
    ['another digest', digestOf(Buffer.from('other')), 'DIGEST_INVALID'],
    ['no digest', '', 'DIGEST_INVALID'],
    ['sha512', `sha512:${createHash('sha512').update(bytes).digest('hex')}`, 'DIGEST_INVALID'],
  ])('is refused under %s', async (_, digest, code) => {
    const { headers } = await start('ulla/wrong');
    const put = await send(`PUT ${withDigest(headers.location!, digest)}`, { body: bytes });
    expect([put.status, errorCode(put)]).toEqual([400, code]);
    expect(await isVisible('ulla/wrong')).toBe(false);
  });

  it('keeps to its own address', async () => {
    const { headers } = await start('ulla/mine');
    const other = await start('ulla/other');
    const moved = headers.location!.replace('/ulla/mine/', '/ulla/other/');
    expect(errorCode(await send(`PATCH ${moved}`, { body: 'x' }))).toBe('BLOB_UPLOAD_INVALID');
    const [mine, others] = [headers.location!, other.headers.location!];
    const mixed = `${mine.split('?')[0]}?${others.split('?')[1]}`;
    expect((await send(`PATCH ${mixed}`, { body: 'x' })).status).toBe(400);
    for (const state of ['a%26digest=x', 'a%0d%0ab', '', 'x'.repeat(3000)]) {
      const answer = await send(`PATCH ${mine.split('?')[0]}?_state=${state}`, { body: 'x' });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    }
  });

  it('ends upstream when its client goes away, and leaves nothing visible', async () => {
    const { headers } = await start('ulla/gone');
    const request = http.request(new URL(headers.location!, gateway.url), {
      method: 'PATCH',
      headers: { authorization: ulla.basic, 'content-length': '1000000' },
    });
    request.on('error', () => undefined);
    request.write(bytes);
    await once(request, 'socket');
    await new Promise((resolve) => request.write('x', resolve));
    request.destroy();
    // 2.8 keeps the session but refuses it for good; either way nothing hangs and the next upload works.
    expect((await send(`POST /v2/ulla/gone/blobs/uploads/?digest=${DIGEST}`, { body: bytes })).status).toBe(
      201,
    );
  });
});

describe('a body that is a form', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  it('mounts nothing', async () => {
    await send(`POST /v2/ulla/private/blobs/uploads/?digest=${DIGEST}`, { body: bytes });
    const mine = await makeAccount('mallory');
    const body = `mount=${DIGEST}&from=ulla/private`;
    const answer = await ask(gateway.url, 'POST /v2/mallory/app/blobs/uploads/', {
      as: mine.basic,
      body,
      headers: form,
    });
    expect(answer.status).toBe(202);
    expect(await inRegistry('mallory/app')).toBe(false);
  });

  it('names no other digest', async () => {
    const evil = Buffer.from(`digest=${digestOf(Buffer.from(''))}`);
    const { headers } = await start('ulla/form');
    const put = await send(`PUT ${withDigest(headers.location!, digestOf(evil))}`, {
      body: evil,
      headers: form,
    });
    expect([put.status, put.headers['docker-content-digest']]).toEqual([201, digestOf(evil)]);
    expect((await send(`GET /v2/ulla/form/blobs/${digestOf(evil)}`)).text).toBe(evil.toString());
  });

  it('is a blob like any other, also in a PATCH', async () => {
    const { headers } = await start('ulla/form2');
    const patch = await send(`PATCH ${headers.location}`, { body: bytes, headers: form });
    expect(patch.status).toBe(202);
    expect((await send(`PUT ${withDigest(patch.headers.location!)}`, { headers: form })).status).toBe(201);
  });
});

describe('a mount', () => {
  beforeAll(async () => {
    await send(`POST /v2/ulla/source/blobs/uploads/?digest=${DIGEST}`, { body: bytes });
  });

  it('takes what the asker may pull', async () => {
    const answer = await start('ulla/target', `?mount=${DIGEST}&from=ulla/source`);
    expect([answer.status, answer.headers.location]).toEqual([201, `/v2/ulla/target/blobs/${DIGEST}`]);
    expect(await isVisible('ulla/target')).toBe(true);
  });

  it.each([
    ['that is not there', digestOf(Buffer.from('absent')), 'ulla/source'],
    ['from nowhere', DIGEST, 'ulla/nowhere'],
    ['of what is nowhere', digestOf(Buffer.from('absent')), ''],
    ['of a malformed digest', 'x', 'ulla/source'],
    ['from a malformed name', DIGEST, '../ulla/source'],
  ])('%s becomes an ordinary upload', async (_, digest, from) => {
    const answer = await start('ulla/target2', `?mount=${digest}&from=${from}`);
    expect(answer.status).toBe(202);
    expect((await send(`PUT ${withDigest(answer.headers.location!)}`, { body: bytes })).status).toBe(201);
  });

  it('needs no from: any repository that the asker may pull will do', async () => {
    const answer = await start('ulla/anonymous', `?mount=${DIGEST}`);
    expect([answer.status, answer.headers.location]).toEqual([201, `/v2/ulla/anonymous/blobs/${DIGEST}`]);
    expect((await send(`GET /v2/ulla/anonymous/blobs/${DIGEST}`)).body.equals(bytes)).toBe(true);
  });

  it.each(['&from=ulla/source', ''])('of what policy hides becomes an ordinary upload (%s)', async (from) => {
    const nina = await makeAccount(`nina${from.length}`);
    const path = `POST /v2/${nina.name}/app/blobs/uploads/?mount=${DIGEST}${from}`;
    expect((await ask(gateway.url, path, { as: nina.basic })).status).toBe(202);
    expect(await inRegistry(`${nina.name}/app`)).toBe(false);
    await query(`UPDATE project SET visibility = 'public' WHERE name = 'ulla'`);
    expect((await ask(gateway.url, path, { as: nina.basic })).status).toBe(201);
    await query(`UPDATE project SET visibility = 'private' WHERE name = 'ulla'`);
  });

  it('of a blob that is hidden where it is becomes an ordinary upload', async () => {
    const secret = Buffer.from('deleted everywhere');
    const digest = digestOf(secret);
    await send(`POST /v2/ulla/hidden/blobs/uploads/?digest=${digest}`, { body: secret });
    expect((await send(`DELETE /v2/ulla/hidden/blobs/${digest}`)).status).toBe(202);
    for (const from of ['', '&from=ulla/hidden'])
      expect((await start('ulla/target3', `?mount=${digest}${from}`)).status).toBe(202);
  });

  it('goes by what the asker may do, not by what the token was asked for', async () => {
    const narrow = await tokenOf(gateway.url, ulla, 'repository:ulla/narrow:pull,push');
    const path = `POST /v2/ulla/narrow/blobs/uploads/?mount=${DIGEST}`;
    expect((await send(`${path}&from=ulla/source`, { as: narrow })).status).toBe(201);
    expect((await send(path, { as: narrow })).status).toBe(201);
  });
});

it('many at once into one repository are all there', async () => {
  const blobs = Array.from({ length: 24 }, (_, i) => Buffer.from(`blob ${i}`));
  await start('ulla/many');
  const put = (blob: Buffer) =>
    send(`POST /v2/ulla/many/blobs/uploads/?digest=${digestOf(blob)}`, { body: blob });
  const answers = await Promise.all(blobs.map(put));
  expect(answers.map(({ status }) => status)).toEqual(blobs.map(() => 201));
  const [row] = await query(`SELECT size FROM repository WHERE name = 'ulla/many'`);
  expect(row).toEqual({ size: blobs.reduce((sum, blob) => sum + blob.length, 0) });
});
