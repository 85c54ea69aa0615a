import { beforeAll, describe, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { GET as getMe } from '../../app/api/v1/me/route.ts';
import { DELETE as deleteInvite } from '../../app/api/v1/invites/[id]/route.ts';
import { GET as listInvites, POST as postInvite } from '../../app/api/v1/invites/route.ts';
import { POST as accept } from '../../app/api/v1/invites:accept/route.ts';
import { POST as check } from '../../app/api/v1/invites:check/route.ts';
import { POST as join } from '../../app/api/v1/invites:join/route.ts';
import { DELETE as deleteProjectInvite } from '../../app/api/v1/projects/[project]/invites/[id]/route.ts';
import {
  GET as listProjectInvites,
  POST as inviteToProject,
} from '../../app/api/v1/projects/[project]/invites/route.ts';
import { POST as postRegistration } from '../../app/api/v1/registrations/route.ts';
import { PATCH as patchSettings } from '../../app/api/v1/system/sign-in-settings/route.ts';
import { call, makePerson, ORIGIN, principalOf, type Person } from '../../e2e/support/people.ts';
import { SYSTEM_ACTOR } from './actor.ts';
import { createProject } from './create-project.ts';
import { setMember } from './set-member.ts';

/** Typed, since vitest's own matchers are `any`. */
const SOME_TEXT: unknown = expect.any(String);
let root: Person;
let owner: Person;
let guest: Person;
let outsider: Person;

beforeAll(async () => {
  root = await makePerson('root', { admin: true });
  owner = await makePerson('owner');
  guest = await makePerson('guest');
  outsider = await makePerson('outsider');
  for (const name of ['acme', 'other']) {
    await createProject(owner.principal, { name, visibility: 'private', description: '' }, SYSTEM_ACTOR);
  }
  await setMember(owner.principal, { project: 'acme', username: 'guest', role: 'guest' }, SYSTEM_ACTOR);
});

const tokenOf = (body: Record<string, unknown>) => new URL(String(body.url)).hash.slice(1);
const inviteTo = async (project: string, body: object = { role: 'developer' }, as = owner) =>
  await call(inviteToProject, { method: 'POST', params: { project }, as, body });
const acceptAs = (token: string, username: string, more: object = {}) =>
  call(accept, { method: 'POST', body: { token, username, password: 'correct horse', ...more } });
const roleOf = async (name: string, project = 'acme') =>
  (
    await query<{ role: string }>(
      `SELECT m.role FROM membership m JOIN "user" u ON u.id = m.user_id JOIN project p ON p.id = m.project_id
        WHERE u.name = $1 AND p.name = $2`,
      [name, project],
    )
  )[0]?.role ?? null;
const exists = async (name: string) =>
  (await query(`SELECT 1 FROM "user" WHERE name = $1`, [name])).length > 0;

describe('an invite', () => {
  it('makes an account with a role in the project, once, and tells who came by it', async () => {
    const made = await inviteTo('acme', { role: 'developer', email: 'ann@example.com', note: 'for Ann' });
    expect(made).toMatchObject({
      status: 201,
      body: { project: 'acme', role: 'developer', createdBy: 'owner', usedAt: null, note: 'for Ann' },
    });
    expect(made.body.url).toMatch(new RegExp(`^${ORIGIN}/invite#[\\w-]{43}$`));
    const token = tokenOf(made.body);
    expect(await call(check, { method: 'POST', body: { token } })).toMatchObject({
      status: 200,
      body: { project: 'acme', role: 'developer', email: 'ann@example.com', invitedBy: 'owner' },
    });
    expect(await acceptAs(token, 'ann')).toMatchObject({ status: 201, body: { username: 'ann' } });
    expect(await roleOf('ann')).toBe('developer');
    const ann = { name: 'ann', password: 'correct horse', principal: await principalOf('ann') };
    expect((await call(getMe, { as: ann })).body).toMatchObject({ username: 'ann', admin: false });

    expect((await acceptAs(token, 'ann-again')).status).toBe(404);
    expect((await call(check, { method: 'POST', body: { token } })).status).toBe(404);
    const { body } = await call(listProjectInvites, { params: { project: 'acme' }, as: owner });
    expect(body.items).toContainEqual(expect.objectContaining({ id: made.body.id, usedBy: 'ann' }));
    const events = await query<{ action: string }>(
      `SELECT action FROM audit_event WHERE actor = 'ann' AND target = 'ann' AND action <> 'user.signed-in' ORDER BY id`,
    );
    expect(events.map(({ action }) => action)).toEqual(['user.created', 'member.set']);
  });

  it('makes one account for several uses at once', async () => {
    const token = tokenOf((await inviteTo('acme')).body);
    const answers = await Promise.all(['ben-1', 'ben-2', 'ben-3'].map((name) => acceptAs(token, name)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 404, 404]);
    const made = await query(`SELECT name FROM "user" WHERE name LIKE 'ben-%'`);
    expect(made).toHaveLength(1);
  });

  it('stays good when the account could not be made', async () => {
    const token = tokenOf((await inviteTo('acme')).body);
    expect((await acceptAs(token, 'guest')).status).toBe(409);
    expect((await acceptAs(token, 'cora', { password: 'password1' })).body).toMatchObject({
      fields: { password: SOME_TEXT },
    });
    expect((await acceptAs(token, 'cora', { admin: true })).status).toBe(400);
    expect(await exists('cora')).toBe(false);
    expect((await acceptAs(token, 'cora')).status).toBe(201);
  });

  it('is kept hashed, and shown to nobody else', async () => {
    const token = tokenOf((await inviteTo('acme')).body);
    const stored = JSON.stringify(await query(`SELECT * FROM invite`));
    expect(stored).not.toContain(token);
    const audit = JSON.stringify(await query(`SELECT * FROM audit_event`));
    expect(audit).not.toContain(token);
    expect((await call(listProjectInvites, { params: { project: 'acme' }, as: guest })).status).toBe(403);
    expect((await call(listProjectInvites, { params: { project: 'acme' }, as: outsider })).status).toBe(404);
    expect((await inviteTo('acme', { role: 'guest' }, guest)).status).toBe(403);
    expect((await inviteTo('acme', { role: 'guest' }, outsider)).status).toBe(404);
    expect((await call(listInvites, { as: owner })).status).toBe(403);
  });

  it.each([
    {},
    { role: 'admin' },
    { role: 'guest', days: 0 },
    { role: 'guest', days: 31 },
    { role: 'guest', token: 'x' },
  ])('is refused as %j', async (body) => {
    expect((await inviteTo('acme', body)).status).toBe(400);
  });

  it('ends with its time, when it is taken back, and with the rights of who made it', async () => {
    const invites = await Promise.all(
      Array.from({ length: 4 }, async () => (await inviteTo('other')).body as { id: number; url: string }),
    );
    const [late, taken, made] = invites;
    await query(`UPDATE invite SET expires_at = now() WHERE id = $1`, [late!.id]);
    const remove = (project: string, id: number) =>
      call(deleteProjectInvite, { method: 'DELETE', params: { project, id: String(id) }, as: owner });
    // Through another project's door there is no such invite.
    expect((await remove('acme', taken!.id)).status).toBe(404);
    expect((await remove('other', taken!.id)).status).toBe(204);
    expect((await remove('other', taken!.id)).status).toBe(404);
    for (const invite of [late!, taken!]) expect((await acceptAs(tokenOf(invite), 'dan')).status).toBe(404);
    await query(`UPDATE "user" SET disabled_at = now() WHERE name = 'owner'`);
    expect((await acceptAs(tokenOf(made!), 'dan')).status).toBe(404);
    await query(`UPDATE "user" SET disabled_at = NULL WHERE name = 'owner'`);
    expect((await acceptAs(tokenOf(made!), 'dan')).status).toBe(201);
  });

  it('gives who has an account the role, and never a lower one', async () => {
    const token = tokenOf((await inviteTo('acme', { role: 'developer' })).body);
    const joinAs = (as: Person, text = token) => call(join, { method: 'POST', as, body: { token: text } });
    expect((await joinAs(owner)).status).toBe(409);
    expect(await joinAs(outsider)).toMatchObject({
      status: 200,
      body: { project: 'acme', role: 'developer' },
    });
    expect(await roleOf('outsider')).toBe('developer');
    expect((await joinAs(guest)).status).toBe(404);
    await query(`DELETE FROM membership m USING "user" u WHERE u.id = m.user_id AND u.name = 'outsider'`);
    expect((await call(join, { method: 'POST', body: { token } })).status).toBe(401);
  });

  it('is also made by administrators, into any project or none', async () => {
    const post = (body: object, as = root) => call(postInvite, { method: 'POST', as, body });
    expect((await post({}, owner)).status).toBe(403);
    expect((await post({ project: 'acme' })).status).toBe(400);
    expect((await post({ role: 'guest' })).status).toBe(400);
    expect((await post({ project: 'nothing', role: 'guest' })).status).toBe(404);
    const plain = await post({});
    expect(plain).toMatchObject({ status: 201, body: { project: null, role: null } });
    const answer = await call(join, { method: 'POST', as: guest, body: { token: tokenOf(plain.body) } });
    expect(answer.status).toBe(409);
    expect((await acceptAs(tokenOf(plain.body), 'eve')).status).toBe(201);
    const second = await post({ project: 'acme', role: 'guest' });
    const { body } = await call(listInvites, { as: root });
    expect(body.items).toContainEqual(expect.objectContaining({ id: second.body.id, project: 'acme' }));
    const params = { id: String(second.body.id) };
    expect((await call(deleteInvite, { method: 'DELETE', params, as: owner })).status).toBe(403);
    expect((await call(deleteInvite, { method: 'DELETE', params, as: root })).status).toBe(204);
    expect((await acceptAs(tokenOf(second.body), 'fay')).status).toBe(404);
  });
});

describe('registration', () => {
  const register = (body: object, address = '192.0.2.30') =>
    call(postRegistration, { method: 'POST', body, headers: { 'x-forwarded-for': address } });
  const open = (registration: boolean) =>
    call(patchSettings, { method: 'PATCH', as: root, body: { registration } });
  const account = (username: string, more: object = {}) => ({ username, password: 'correct horse', ...more });

  it('is off by default', async () => {
    expect((await register(account('hal'))).status).toBe(403);
    expect(await exists('hal')).toBe(false);
  });

  it('makes plain accounts while it is on', async () => {
    await open(true);
    expect(await register(account('hal', { email: 'hal@example.com' }))).toMatchObject({ status: 201 });
    for (const more of [{ admin: true }, { disabled: true }, { role: 'owner' }]) {
      expect((await register(account('ida', more))).status).toBe(400);
    }
    expect((await register(account('ida', { password: 'ida12345' }))).status).toBe(400);
    expect((await register(account('library'))).status).toBe(409);
    expect((await register(account('acme'))).body).toMatchObject({ detail: SOME_TEXT, code: 'CONFLICT' });
    await open(false);
    expect((await register(account('ida'))).status).toBe(403);
  });

  it('does not tell whose e-mail address is taken', async () => {
    await open(true);
    const [taken, free] = [
      await register(account('jim', { email: 'hal@example.com' }), '192.0.2.31'),
      await register(account('jon', { email: 'jon@example.com' }), '192.0.2.31'),
    ];
    expect([taken.status, free.status]).toEqual([201, 201]);
    expect(Object.keys(taken.body)).toEqual(Object.keys(free.body));
    await open(false);
  });

  it('is slowed down by address', async () => {
    await open(true);
    const address = '192.0.2.32';
    for (let i = 0; i < 10; i++) await register(account('acme'), address);
    const answer = await register(account('kim'), address);
    expect([answer.status, Number(answer.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect((await register(account('kim'), '192.0.2.33')).status).toBe(201);
    await open(false);
  });
});
