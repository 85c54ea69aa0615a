import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { completeEnvironment } from '#lib/env/env.ts';
import { ldapConfig } from '#lib/schemas/sign-in-providers.ts';
import { SYSTEM_ACTOR } from '#lib/services/actor.ts';
import { linkMyDirectory, unlinkMyIdentity } from '#lib/services/my-identities.ts';
import {
  createSignInProvider,
  deleteSignInProvider,
  updateSignInProvider,
} from '#lib/services/sign-in-providers.ts';
import { testSignInProvider } from '#lib/services/test-sign-in-provider.ts';
import {
  GROUPS,
  ldapPassword,
  ldapPerson,
  PEOPLE,
  SEARCHER,
  startLdapServer,
  type LdapServer,
} from '../../../e2e/support/ldap-server.ts';
import { makePerson, principalOf, signInBrowser, type Person } from '../../../e2e/support/people.ts';
import { authenticatePassword } from '../authenticate.ts';

const FORM = 'http://lighter.test/{key}';
const group = (name: string, member: string[]) => ({
  [`cn=${name},${GROUPS}`]: { objectClass: ['groupOfNames'], cn: name, member },
});
const dn = (uid: string) => `uid=${uid},${PEOPLE}`;

let directory: LdapServer;
let root: Person;
let configured = false;

beforeAll(async () => {
  directory = await startLdapServer({
    ...ldapPerson('ann', { memberOf: [`cn=Developers,${GROUPS}`] }),
    ...ldapPerson('bob'),
    ...ldapPerson('carl'),
    ...ldapPerson('Dora.Down'),
    ...ldapPerson('eve', { mail: 'eve@corp.example' }),
    ...ldapPerson('finn'),
    ...ldapPerson('gus', { entryUUID: [] }),
    ...ldapPerson('hana'),
    ...ldapPerson('ben $& b'),
    ...ldapPerson('ivan'),
    ...ldapPerson('judy'),
    ...ldapPerson('kim'),
    ...group('inner', [dn('finn')]),
    ...group('outer', [`cn=inner,${GROUPS}`]),
    ...group('admins', [dn('hana')]),
  });
  completeEnvironment({ LIGHTER_ALLOW_PRIVATE_TARGETS: '127.0.0.0/8,::1' });
  root = await makePerson('root', { admin: true });
  await configure({});
});
afterAll(() => directory.stop());

const configOf = (more: object) =>
  ldapConfig.parse({
    name: 'Directory',
    url: `ldap://localhost:${directory.ports.plain}`,
    bindDn: SEARCHER.dn,
    userBase: PEOPLE,
    groupBase: GROUPS,
    nestedGroups: true,
    autoProvision: true,
    adminGroup: 'admins',
    ...more,
  });

/** The one directory of the tests, as it is now. */
async function configure(more: object): Promise<void> {
  const secret = SEARCHER.password;
  const config = configOf(more);
  const context = { actor: SYSTEM_ACTOR, redirectUriForm: FORM };
  if (configured) await updateSignInProvider(root.principal, 'directory', { config, secret }, context);
  else
    await createSignInProvider(
      root.principal,
      { key: 'directory', kind: 'ldap', enabled: true, secret, config },
      SYSTEM_ACTOR,
      FORM,
    );
  configured = true;
}

const signIn = (uid: string, password = ldapPassword(uid)) =>
  authenticatePassword(uid, password, '192.0.2.9');

describe('a person of a directory', () => {
  it('signs in by name and password there, in docker and in the browser', async () => {
    expect(await signIn('ann')).toMatchObject({ name: 'ann', admin: false });
    expect((await signInBrowser({ name: 'ann', password: ldapPassword('ann') })).response.status).toBe(200);
    expect(await query(`SELECT name, email FROM "user" WHERE name = 'ann'`)).toEqual([
      { name: 'ann', email: 'ann@directory.example' },
    ]);
  });

  it('gets a name of ours, and signs in by both', async () => {
    expect(await signIn('Dora.Down')).toMatchObject({ name: 'dora.down' });
    expect(await signIn('Dora.Down')).toMatchObject({ name: 'dora.down' });
    expect(await authenticatePassword('dora.down', ldapPassword('Dora.Down'))).toMatchObject({
      name: 'dora.down',
    });
  });

  it.each([
    ['a wrong password', 'ann', 'wrong'],
    ['no password: directories take that for nobody', 'ann', ''],
    ['a name that is nobody’s', 'nobody', 'wrong'],
    ['a name that is a filter', '*', ldapPassword('ann')],
    ['a name that ends the filter', 'ann)(uid=*', ldapPassword('ann')],
    ['a name with a NUL', 'ann\0', ldapPassword('ann')],
    ['an entry without what never changes', 'gus', ldapPassword('gus')],
  ])('does not with %s', async (_, name, password) => {
    expect(await authenticatePassword(name, password)).toBeNull();
  });

  it('may have a name full of what filters and replacements mind', async () => {
    expect(await signIn('ben $& b')).toMatchObject({ name: 'ben-b' });
  });

  it('is never the local account of the same name', async () => {
    const bob = await makePerson('bob');
    expect(await signIn('bob')).toBeNull();
    expect(await signIn('bob', bob.password)).toMatchObject({ name: 'bob' });
    expect(await query(`SELECT 1 FROM identity WHERE subject = 'uuid-of-bob'`)).toEqual([]);
  });

  it('gets no account with the address of another, and is told so', async () => {
    await makePerson('eve-here');
    await query(`UPDATE "user" SET email = 'EVE@corp.example' WHERE name = 'eve-here'`);
    await expect(signIn('eve')).rejects.toMatchObject({ code: 'DENIED', detail: { reason: 'EMAIL_TAKEN' } });
  });

  it('is out at once when disabled, though the password is remembered', async () => {
    expect(await signIn('carl')).not.toBeNull();
    await query(`UPDATE "user" SET disabled_at = now(), stamp = stamp + 1 WHERE name = 'carl'`);
    expect(await signIn('carl')).toBeNull();
    await query(`UPDATE "user" SET disabled_at = NULL WHERE name = 'carl'`);
    expect(await signIn('carl')).toMatchObject({ name: 'carl' });
  });

  it('is in the groups that the entry names and that name the entry, also through others', async () => {
    await query(`INSERT INTO "group" (name) VALUES ('developers'), ('outer')`);
    await query(
      `INSERT INTO group_mapping (group_id, provider, value)
       SELECT id, 'directory', CASE name WHEN 'outer' THEN 'outer' ELSE 'CN=developers, ${GROUPS.toUpperCase()}' END FROM "group"`,
    );
    await query(`UPDATE "user" SET stamp = stamp + 1`);
    await signIn('ann');
    await signIn('finn');
    expect(
      await query(
        `SELECT u.name, g.name AS "group" FROM group_member m JOIN "user" u ON u.id = m.user_id JOIN "group" g ON g.id = m.group_id ORDER BY 1`,
      ),
    ).toEqual([
      { name: 'ann', group: 'developers' },
      { name: 'finn', group: 'outer' },
    ]);
  });

  it('is an administrator by group', async () => {
    expect(await signIn('hana')).toMatchObject({ admin: true });
  });
});

describe('a connection to a directory', () => {
  const url = (door: 'plain' | 'tls' | 'startTls') =>
    `ldap${door === 'tls' ? 's' : ''}://localhost:${directory.ports[door]}`;
  const attempt = (more: object, secret = SEARCHER.password) =>
    testSignInProvider(root.principal, { kind: 'ldap', config: configOf(more), secret, username: 'ann' });

  it.each([
    ['ldap', () => ({})],
    ['ldaps with its authority', () => ({ url: url('tls'), ca: directory.ca })],
    ['StartTLS with its authority', () => ({ url: url('startTls'), startTls: true, ca: directory.ca })],
  ])('works by %s', async (_, more) => {
    const { ok, lines } = await attempt(more());
    expect([ok, ...lines]).toEqual([true, ...lines]);
    expect(lines.join('\n')).toContain('known by uuid-of-ann');
    await configure(more());
    expect(await signIn('ivan')).toMatchObject({ name: expect.stringMatching(/^ivan/) as unknown });
  });

  it.each([
    ['ldaps with an authority that is not known', () => ({ url: url('tls') }), /self-signed|certificate/i],
    [
      'StartTLS with an authority that is not known',
      () => ({ url: url('startTls'), startTls: true }),
      /certificate/i,
    ],
    ['StartTLS where there is none', () => ({ startTls: true }), /did not work|closed/i],
    [
      'another name than the certificate’s',
      () => ({ url: url('tls').replace('localhost', '127.0.0.1'), ca: directory.ca }),
      /altnames|certificate/i,
    ],
    ['a base that is not there', () => ({ userBase: 'ou=nowhere,dc=example,dc=com' }), /NoSuchObject/],
    ['nobody listening', () => ({ url: 'ldap://localhost:1' }), /ECONNREFUSED|did not work/],
  ])('does not by %s, and says why', async (_, more, why) => {
    const { ok, lines } = await attempt(more());
    expect(ok).toBe(false);
    expect(lines.join('\n')).toMatch(why);
  });

  it('does not with a wrong password of the account that looks people up', async () => {
    expect((await attempt({}, 'wrong')).lines.join()).toMatch(/InvalidCredentials/);
  });

  it('is not made to a private address, unless the operator allows it', async () => {
    completeEnvironment({ LIGHTER_ALLOW_PRIVATE_TARGETS: undefined });
    expect((await attempt({})).lines.join()).toContain('LIGHTER_ALLOW_PRIVATE_TARGETS');
    completeEnvironment({ LIGHTER_ALLOW_PRIVATE_TARGETS: '127.0.0.0/8,::1' });
  });

  it('does not wait for ever for one that is silent', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    expect((await attempt({ url: `ldap://localhost:${port}` })).ok).toBe(false);
    silent.close();
  });
});

describe('without its directory', () => {
  it('a person of it is told, and a local account gets in as always', async () => {
    await configure({});
    await signIn('judy');
    await query(`UPDATE "user" SET stamp = stamp + 1 WHERE name = 'judy'`);
    await directory.stop();
    try {
      await expect(signIn('judy')).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        message: expect.stringContaining('access token') as unknown,
      });
      expect(await authenticatePassword('root', root.password)).toMatchObject({ name: 'root' });
      expect(await authenticatePassword('root', 'wrong')).toBeNull();
      expect((await signInBrowser({ name: 'judy', password: 'x' })).response.status).not.toBe(200);
    } finally {
      await directory.start();
    }
    expect(await signIn('judy')).toMatchObject({ name: expect.stringMatching(/^judy/) as unknown });
  });
});

describe('linking an account of a directory', () => {
  it('is done by its name and password, and undone', async () => {
    await makePerson('local');
    const link = async (password: string) =>
      await linkMyDirectory(
        await principalOf('local'),
        { provider: 'directory', username: 'kim', password },
        SYSTEM_ACTOR,
      );
    await expect(link('wrong')).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    await link(ldapPassword('kim'));
    expect(await signIn('kim')).toMatchObject({ name: 'local' });
    expect(await authenticatePassword('local', ldapPassword('kim'))).toMatchObject({ name: 'local' });
    expect(await authenticatePassword('local', 'password of local')).toMatchObject({ name: 'local' });
    const [identity] = await query<{ id: number }>(`SELECT id FROM identity WHERE subject = 'uuid-of-kim'`);
    await unlinkMyIdentity(await principalOf('local'), identity!.id, {
      actor: SYSTEM_ACTOR,
      sessionId: null,
    });
    expect(await authenticatePassword('local', ldapPassword('kim'))).toBeNull();
    // Of itself it is nobody's again, and so gets an account of its own.
    expect(await signIn('kim')).toMatchObject({ name: 'kim' });
  });

  it('ends with the provider: another of that key knows nobody', async () => {
    expect(await signIn('kim')).not.toBeNull();
    const context = { actor: SYSTEM_ACTOR, redirectUriForm: FORM };
    await updateSignInProvider(root.principal, 'directory', { enabled: false }, context);
    expect(await signIn('kim')).toBeNull();
    await deleteSignInProvider(root.principal, 'directory', SYSTEM_ACTOR);
    expect(await query(`SELECT 1 FROM identity WHERE provider = 'directory'`)).toEqual([]);
  });
});
