import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ask,
  errorCode,
  gatewayHere,
  makeAccount,
  setRole,
  type Account,
} from '../../e2e/support/gateway.ts';
import { makeProjectWith } from '../../e2e/support/rows.ts';
import { query } from '#lib/db/pool.ts';

let gateway: Awaited<ReturnType<typeof gatewayHere>>;
let tess: Account;

beforeAll(async () => {
  gateway = await gatewayHere();
  tess = await makeAccount('tess');
  await makeAccount('ted');
  await makeProjectWith('thing', 'private');
  await makeProjectWith('topen', 'public');
  await setRole('thing', tess, 'developer');
});

afterAll(() => gateway.close());

type Token = { token: string; access_token: string; expires_in: number };
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const get = (scopes: string[], as?: string) =>
  ask(
    gateway.url,
    `GET /token?account=x&service=x&offline_token=true&client_id=docker${scopes.map((s) => `&scope=${s}`).join('')}`,
    { as },
  );
const post = (fields: Record<string, string>, headers = form) =>
  ask(gateway.url, 'POST /token', { body: new URLSearchParams(fields).toString(), headers });
const granted = ({ text }: { text: string }) => {
  const { token } = JSON.parse(text) as Token;
  const { access } = decodeJwt<{ access: { name: string; actions: string[] }[] }>(token);
  return access.map(({ name, actions }) => `${name}:${actions.join(',')}`);
};

describe('GET /token', () => {
  it.each<[string[], string[]]>([
    [['repository:thing/a:pull,push'], ['thing/a:pull,push']],
    [['repository:thing/a:*'], ['thing/a:pull,push']],
    [['repository:thing/a:delete'], []],
    [['repository:topen/a:pull,push'], ['topen/a:pull']],
    [['repository:ted/a:pull,push'], []],
    [['repository:nowhere/a:*'], []],
    [['repository:nginx:pull'], []],
    [['repository:tess/a:*'], ['tess/a:pull,push,delete']],
    [
      ['repository:thing/a:pull%20repository:topen/b:pull', 'repository:tess/c:push'],
      ['thing/a:pull', 'topen/b:pull', 'tess/c:push'],
    ],
    [['registry:catalog:*'], ['catalog:*']],
    [['repository:thing/../x:pull', 'x', ''], []],
    [[], []],
  ])('%j grants %j', async (scopes, expected) => {
    expect(granted(await get(scopes, tess.basic))).toEqual(expected);
  });

  it('makes nothing: a personal project comes with the first push', async () => {
    expect(await query(`SELECT 1 FROM project WHERE name = 'tess'`)).toEqual([]);
  });

  it('gives anonymous what is public', async () => {
    expect(granted(await get(['repository:topen/a:*', 'repository:thing/a:*']))).toEqual(['topen/a:pull']);
  });

  it('answers in both words, without what clients misunderstand', async () => {
    const answer = await get([], tess.basic);
    const body = JSON.parse(answer.text) as Token;
    expect(Object.keys(body).sort()).toEqual(['access_token', 'expires_in', 'token']);
    expect([body.token, body.expires_in]).toEqual([body.access_token, 600]);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it.each([`tess:no`, 'nobody:x', ':', 'tess:', 'tess\0:x'])('refuses %s', async (credentials) => {
    const answer = await get([], `Basic ${Buffer.from(credentials).toString('base64')}`);
    expect([answer.status, errorCode(answer)]).toEqual([401, 'UNAUTHORIZED']);
  });
});

describe('POST /token', () => {
  const password = { grant_type: 'password', client_id: 'containerd-client', service: 'x' };

  it('takes a name and password', async () => {
    const fields = {
      ...password,
      username: 'tess',
      password: tess.password,
      scope: 'repository:thing/a:pull,push repository:topen/b:pull',
    };
    expect(granted(await post(fields))).toEqual(['thing/a:pull,push', 'topen/b:pull']);
    expect((await post({ ...fields, password: 'no' })).status).toBe(401);
    expect((await post({ ...fields, username: 'te\0ss' })).status).toBe(401);
    expect(granted(await post({ ...password, scope: 'repository:topen/b:pull' }))).toEqual(['topen/b:pull']);
  });

  it('refuses other forms, and bodies without end', async () => {
    expect((await post({ grant_type: 'refresh_token', refresh_token: 'x' })).status).toBe(400);
    expect((await post({ ...password }, { 'content-type': 'application/json' })).status).toBe(400);
    expect((await post({ ...password, scope: 'x'.repeat(40_000) })).status).toBe(413);
    expect((await ask(gateway.url, 'PUT /token')).status).toBe(405);
  });
});
