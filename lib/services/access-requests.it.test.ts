import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { listAttention } from './list-attention.ts';
import { DELETE as withdraw } from '../../app/api/v1/me/access-requests/[id]/route.ts';
import { GET as myRequests } from '../../app/api/v1/me/access-requests/route.ts';
import { POST as approve } from '../../app/api/v1/projects/[project]/access-requests/[id]/approve/route.ts';
import { POST as refuse } from '../../app/api/v1/projects/[project]/access-requests/[id]/refuse/route.ts';
import {
  GET as listRequests,
  POST as ask,
} from '../../app/api/v1/projects/[project]/access-requests/route.ts';
import { GET as getProject } from '../../app/api/v1/projects/[project]/route.ts';
import { call, makePerson, signInBrowser, type Person } from '../../e2e/support/people.ts';
import { SYSTEM_ACTOR } from './actor.ts';
import { createProject } from './create-project.ts';
import { setMember } from './set-member.ts';

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

const roleOf = async (name: string, project = 'acme') =>
  (
    await query<{ role: string }>(
      `SELECT m.role FROM membership m JOIN "user" u ON u.id = m.user_id JOIN project p ON p.id = m.project_id
        WHERE u.name = $1 AND p.name = $2`,
      [name, project],
    )
  )[0]?.role ?? null;

describe('asking for access', () => {
  beforeEach(() => query(`DELETE FROM access_request`));
  const request = (project: string, as = outsider, body: object = { role: 'developer', message: 'Please' }) =>
    call(ask, { method: 'POST', params: { project }, as, body });
  const waiting = async (project = 'acme') =>
    (await call(listRequests, { params: { project }, as: owner })).body.items as { id: number }[];
  const mine = async (as = outsider) =>
    (await call(myRequests, { as })).body.items as { id: number; project: string }[];
  const decide = (handler: typeof approve, id: number, as = owner, body?: object, project = 'acme') =>
    call(handler, { method: 'POST', params: { project, id: String(id) }, as, ...(body && { body }) });

  it('is answered the same whether the project is there or not, and shows the same to who asked', async () => {
    const [there, absent] = [await request('acme'), await request('nothing')];
    const facts = ({ status, headers, body }: typeof there) => ({
      status,
      headers: [...headers.keys()],
      body: { ...body, project: 'it' },
    });
    expect(facts(there)).toEqual(facts(absent));
    expect(there.status).toBe(202);
    const plain = (items: object[]) =>
      items.map((item) => ({ ...item, id: 0, project: '', createdAt: '', lapsesAt: '' }));
    const [second, first] = await mine();
    expect([first!.project, second!.project]).toEqual(['acme', 'nothing']);
    expect(plain([first!])).toEqual(plain([second!]));
    // Refused: it still looks as if nobody had read it.
    const [asked] = await waiting();
    expect((await decide(refuse, asked!.id)).status).toBe(204);
    expect(await waiting()).toEqual([]);
    expect((await mine()).map(({ project }) => project)).toEqual(['nothing', 'acme']);
    expect((await request('acme')).status).toBe(202);
    expect(await waiting()).toEqual([]);
    expect((await call(getProject, { params: { project: 'acme' }, as: outsider })).status).toBe(404);
  });

  it('is seen and approved by owners alone, and holds from the next request on', async () => {
    await request('acme', outsider, { role: 'maintainer', message: '<script>alert(1)</script>' });
    const [asked] = await waiting();
    expect(asked).toMatchObject({
      username: 'outsider',
      role: 'maintainer',
      currentRole: null,
      message: '<script>alert(1)</script>',
    });
    const needs = await listAttention(owner.principal);
    expect(needs).toContainEqual(
      expect.objectContaining({
        message: 'Somebody asks for access to acme.',
        action: { label: 'See who', href: '/projects/acme/members' },
      }),
    );
    for (const who of [guest, outsider]) {
      expect(await listAttention(who.principal)).toEqual([]);
      const status = who === guest ? 403 : 404;
      expect((await call(listRequests, { params: { project: 'acme' }, as: who })).status).toBe(status);
      for (const handler of [approve, refuse]) {
        expect((await decide(handler, asked!.id, who, {})).status).toBe(status);
      }
    }
    // Through another project's door there is no such request.
    expect((await decide(approve, asked!.id, owner, {}, 'other')).status).toBe(404);
    expect((await decide(approve, asked!.id, owner, { role: 'developer' })).status).toBe(204);
    expect(await roleOf('outsider')).toBe('developer');
    expect((await call(getProject, { params: { project: 'acme' }, as: outsider })).status).toBe(200);
    expect((await decide(approve, asked!.id, owner, {})).status).toBe(404);
    expect(await mine()).toEqual([]);
    await query(`DELETE FROM membership m USING "user" u WHERE u.id = m.user_id AND u.name = 'outsider'`);
  });

  it('is decided once by two owners at once', async () => {
    await request('acme');
    const [asked] = await waiting();
    const answers = await Promise.all([
      decide(approve, asked!.id, owner, {}),
      decide(refuse, asked!.id, root),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404]);
    await query(`DELETE FROM membership m USING "user" u WHERE u.id = m.user_id AND u.name = 'outsider'`);
  });

  it('can be withdrawn, by who asked', async () => {
    await request('acme');
    await request('nothing');
    const items = await mine();
    for (const { id } of items) {
      const params = { id: String(id) };
      expect((await call(withdraw, { method: 'DELETE', params, as: guest })).status).toBe(404);
      expect((await call(withdraw, { method: 'DELETE', params, as: outsider })).status).toBe(204);
    }
    expect([await mine(), await waiting()]).toEqual([[], []]);
    await request('acme');
    expect(await waiting()).toHaveLength(1);
  });

  it('is one request a project, and ten at most, wherever they go', async () => {
    for (let i = 0; i < 10; i++) expect((await request(`nothing-${i}`)).status).toBe(202);
    expect((await request('acme')).status).toBe(409);
    expect((await request('nothing-10')).status).toBe(409);
    expect((await request('nothing-3', outsider, { role: 'guest' })).status).toBe(202);
    expect(await mine()).toHaveLength(10);
  });

  it('is pointless for who has the role, and asks for more only what is more', async () => {
    expect((await request('acme', guest, { role: 'guest' })).status).toBe(409);
    expect((await request('acme', owner, { role: 'owner' })).status).toBe(409);
    expect((await request('acme', guest)).status).toBe(202);
    expect(await waiting()).toMatchObject([{ username: 'guest', currentRole: 'guest' }]);
  });

  it.each([
    ['acme', {}],
    ['acme', { role: 'admin' }],
    ['acme', { role: 'guest', state: 'granted' }],
    ['acme', { role: 'guest', message: 'x'.repeat(501) }],
    ['Acme', { role: 'guest' }],
    ['a\0b', { role: 'guest' }],
  ])('is refused for %j with %j', async (project, body) => {
    expect((await request(project, outsider, body)).status).toBe(400);
    expect(
      (await call(ask, { method: 'POST', params: { project: 'acme' }, body: { role: 'guest' } })).status,
    ).toBe(401);
  });

  it('needs a page of our own behind it when it comes with a session', async () => {
    const { jar } = await signInBrowser(outsider);
    const answer = await call(ask, {
      method: 'POST',
      params: { project: 'acme' },
      cookie: jar.toString(),
      headers: { origin: 'https://evil.example' },
      body: { role: 'guest' },
    });
    expect(answer.status).toBe(403);
  });
});
