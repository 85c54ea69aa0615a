import { beforeAll, describe, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { call, makePerson, principalOf, type Call, type Person } from '../../../e2e/support/people.ts';
import { updateUser } from '#lib/services/update-user.ts';
import { setGroupMappings } from '#lib/services/groups.ts';
import { SYSTEM_ACTOR } from '#lib/services/actor.ts';
import { DELETE, GET, PATCH } from './sign-in-providers/[key]/route.ts';
import { GET as LIST, POST } from './sign-in-providers/route.ts';
import { POST as TEST } from './sign-in-providers:test/route.ts';

const SECRET = 'the client’s own secret';
const oidc = { name: 'Company', issuer: 'https://id.example.com', clientId: 'lighter' };
const ldap = { name: 'Directory', url: 'ldaps://ldap.example.com', userBase: 'ou=people,dc=example,dc=com' };
let root: Person;
let ann: Person;

beforeAll(async () => {
  root = await makePerson('root', { admin: true });
  ann = await makePerson('ann');
});

const create = (body: object, as = root) => call(POST, { method: 'POST', as, body });
const change = (key: string, body: object, as = root) =>
  call(PATCH, { method: 'PATCH', as, params: { key }, body });

describe('providers of sign-in', () => {
  it('are for administrators', async () => {
    const calls: [typeof GET, Call][] = [
      [LIST, {}],
      [POST, { method: 'POST', body: { key: 'x', kind: 'oidc', config: oidc } }],
      [GET, { params: { key: 'x' } }],
      [PATCH, { method: 'PATCH', params: { key: 'x' }, body: { enabled: false } }],
      [DELETE, { method: 'DELETE', params: { key: 'x' } }],
      [TEST, { method: 'POST', body: { kind: 'oidc', config: oidc } }],
    ];
    for (const [handler, options] of calls) {
      expect((await call(handler, { ...options, as: ann })).status).toBe(403);
      expect((await call(handler, options)).status).toBe(401);
    }
  });

  it('are made, shown without their secret, changed, and removed', async () => {
    const made = await create({ key: 'company', kind: 'oidc', config: oidc, secret: SECRET });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      key: 'company',
      enabled: true,
      hasSecret: true,
      redirectUri: 'http://lighter.test/api/auth/sso/company/callback',
      config: {
        scopes: ['openid', 'profile', 'email'],
        usernameClaim: 'preferred_username',
        autoProvision: false,
      },
    });
    expect((await create({ key: 'directory', kind: 'ldap', config: ldap })).status).toBe(201);
    const changed = await change('company', { config: { ...oidc, name: 'Firm', adminGroup: '' } });
    expect(changed.body).toMatchObject({ hasSecret: true, config: { name: 'Firm', adminGroup: null } });
    const list = await call(LIST, { as: root });
    expect((list.body['items'] as { key: string }[]).map(({ key }) => key)).toEqual(['company', 'directory']);
    for (const { body } of [made, changed, list]) expect(JSON.stringify(body)).not.toContain(SECRET);
    const [row] = await query<{ text: string }>(
      `SELECT (encode(secret, 'escape') || config::text) AS text FROM sign_in_provider WHERE key = 'company'`,
    );
    expect(row!.text).not.toContain('own secret');
    expect((await call(DELETE, { method: 'DELETE', as: root, params: { key: 'company' } })).status).toBe(204);
    expect((await call(GET, { as: root, params: { key: 'company' } })).status).toBe(404);
    const events = await query<{ action: string; detail: unknown }>(
      `SELECT action, detail FROM audit_event WHERE target = 'company' ORDER BY id`,
    );
    expect(events.map(({ action }) => action)).toEqual([
      'sign-in-provider.created',
      'sign-in-provider.updated',
      'sign-in-provider.deleted',
    ]);
    expect(JSON.stringify(events)).not.toContain('own secret');
  });

  it('do not send their secret to another address, nor to a test of one', async () => {
    await create({ key: 'kept', kind: 'oidc', config: oidc, secret: SECRET });
    const elsewhere = { ...oidc, issuer: 'https://evil.example.com' };
    const refused = await change('kept', { config: elsewhere });
    expect([refused.status, refused.body['fields']]).toEqual([
      400,
      { secret: expect.any(String) as unknown },
    ]);
    expect((await change('kept', { config: elsewhere, secret: 'another' })).status).toBe(200);
    await create({ key: 'dir', kind: 'ldap', config: { ...ldap, bindDn: 'cn=x' }, secret: SECRET });
    const config = { ...ldap, bindDn: 'cn=x', url: 'ldaps://evil.example.com' };
    expect(
      (await call(TEST, { method: 'POST', as: root, body: { kind: 'ldap', key: 'dir', config } })).status,
    ).toBe(400);
  });

  it.each([
    ['a key that is taken', { key: 'kept', kind: 'oidc', config: oidc }, 409, 'key'],
    ['the environment’s key', { key: 'oidc', kind: 'oidc', config: oidc }, 409, 'key'],
    ['a key that is no key', { key: '../x', kind: 'oidc', config: oidc }, 400, 'key'],
    [
      'an issuer without TLS',
      { key: 'a', kind: 'oidc', config: { ...oidc, issuer: 'http://id.example.com' } },
      400,
      'config.issuer',
    ],
    [
      'an issuer with a password',
      { key: 'a', kind: 'oidc', config: { ...oidc, issuer: 'https://a:b@id.example.com' } },
      400,
      'config.issuer',
    ],
    [
      'an issuer that is a file',
      { key: 'a', kind: 'oidc', config: { ...oidc, issuer: 'file:///etc/passwd' } },
      400,
      'config.issuer',
    ],
    [
      'a field that is not there',
      { key: 'a', kind: 'oidc', config: { ...oidc, secret: 'x' } },
      400,
      'config.secret',
    ],
    ['a kind that is not there', { key: 'a', kind: 'saml', config: oidc }, 400, 'kind'],
    ['the configuration of another kind', { key: 'a', kind: 'ldap', config: oidc }, 400, 'config.url'],
    [
      'no address of a directory',
      { key: 'a', kind: 'ldap', config: { ...ldap, url: 'https://x' } },
      400,
      'config.url',
    ],
    [
      'a filter that is none',
      { key: 'a', kind: 'ldap', config: { ...ldap, userFilter: '(uid={username}' } },
      400,
      'config.userFilter',
    ],
    [
      'a filter that finds everybody',
      { key: 'a', kind: 'ldap', config: { ...ldap, userFilter: '(uid=*)' } },
      400,
      'config.userFilter',
    ],
    [
      'StartTLS over TLS',
      { key: 'a', kind: 'ldap', config: { ...ldap, startTls: true } },
      400,
      'config.startTls',
    ],
  ])('are not made with %s', async (_, body, status, field) => {
    const answer = await create(body);
    expect(answer.status).toBe(status);
    expect(Object.keys(answer.body['fields'] as object)).toContain(field);
  });

  it('ask no private address in a test', async () => {
    for (const issuer of [
      'https://127.0.0.1',
      'https://169.254.169.254',
      'https://[::1]',
      'https://10.0.0.1',
    ]) {
      const { body } = await call(TEST, {
        method: 'POST',
        as: root,
        body: { kind: 'oidc', config: { ...oidc, issuer } },
      });
      expect(body).toMatchObject({
        ok: false,
        lines: [expect.stringContaining('LIGHTER_ALLOW_PRIVATE_TARGETS')],
      });
    }
  });
});

describe('the last administrator with a password', () => {
  it('is neither demoted nor disabled, though others administer by single sign-on', async () => {
    await query(`INSERT INTO namespace (name) VALUES ('sso-admin')`);
    await query(`INSERT INTO "user" (name, admin) VALUES ('sso-admin', true)`);
    const admin = await principalOf('sso-admin');
    for (const input of [{ admin: false }, { disabled: true }])
      await expect(updateUser(admin, 'root', input, SYSTEM_ACTOR)).rejects.toMatchObject({
        code: 'CONFLICT',
        message: expect.stringContaining('password') as unknown,
      });
    expect(await updateUser(root.principal, 'sso-admin', { admin: false }, SYSTEM_ACTOR)).toMatchObject({
      admin: false,
    });
  });
});

describe('a mapping that is taken away', () => {
  it('takes along who came by its provider, and nobody else', async () => {
    await query(`INSERT INTO "group" (name) VALUES ('crew')`);
    const items = [
      { provider: 'company', value: 'a' },
      { provider: 'other', value: 'b' },
    ];
    await setGroupMappings(root.principal, { name: 'crew', items }, SYSTEM_ACTOR);
    await query(
      `INSERT INTO group_member (group_id, user_id, source) SELECT g.id, u.id, s FROM "group" g, "user" u, unnest(ARRAY['', 'company', 'other']) s
        WHERE g.name = 'crew' AND u.name = 'ann'`,
    );
    await setGroupMappings(root.principal, { name: 'crew', items: [items[1]!] }, SYSTEM_ACTOR);
    expect(await query(`SELECT source FROM group_member ORDER BY source`)).toEqual([
      { source: '' },
      { source: 'other' },
    ]);
  });
});
