import { beforeAll, describe, expect, it } from 'vitest';
import { insertAuditEvents, type NewAuditEvent } from '#lib/db/audit.ts';
import { query } from '#lib/db/pool.ts';
import { AUDIT_ACTIONS, type AuditEvent } from '#lib/schemas/audit.ts';
import { GET as list } from '../../app/api/v1/audit-events/route.ts';
import { GET as exportAll } from '../../app/api/v1/audit-events:export/route.ts';
import { GET as listOfProject } from '../../app/api/v1/projects/[project]/audit-events/route.ts';
import { GET as exportOfProject } from '../../app/api/v1/projects/[project]/audit-events:export/route.ts';
import { GET as getRetention, PUT as putRetention } from '../../app/api/v1/system/audit-retention/route.ts';
import { POST as createProject } from '../../app/api/v1/projects/route.ts';
import { PUT as setMember } from '../../app/api/v1/projects/[project]/members/user/[name]/route.ts';
import { call, HOST, makePerson, ORIGIN, basic, type Person } from '../../e2e/support/people.ts';
import { expireAudit } from './audit-retention.ts';

let root: Person;
let ann: Person;
let bob: Person;
let out: Person;

const at = (name: string | null, address: string | null, credential: string | null = null) => ({
  name,
  address,
  credential,
});

beforeAll(async () => {
  [root, ann, bob, out] = await Promise.all([
    makePerson('root', { admin: true }),
    makePerson('ann'),
    makePerson('bob'),
    makePerson('out'),
  ]);
  for (const name of ['audited', 'beside'])
    await call(createProject, { method: 'POST', as: ann, body: { name } });
  await call(setMember, {
    method: 'PUT',
    as: ann,
    params: { project: 'audited', name: 'bob' },
    body: { role: 'guest' },
  });
  const events: NewAuditEvent[] = [
    {
      actor: at('x1', '192.0.2.1', 'token ci'),
      action: 'manifest.push',
      project: 'p1',
      repository: 'p1/a',
      target: 'v1',
    },
    {
      actor: at('x1', '192.0.2.200', 'token'),
      action: 'manifest.push',
      project: 'p1',
      repository: 'p1/b',
      target: 'v2',
    },
    {
      actor: at('x1', '198.51.100.1', 'session'),
      action: 'tag.delete',
      project: 'p1',
      repository: 'p1/a',
      target: 'v1',
    },
    { actor: at(null, 'fe80::1%eth0'), action: 'user.sign-in-failed', result: 'refused' },
    { actor: at('x2', '2001:db8::7'), action: 'old.action', detail: { note: '100% _underscored_' } },
  ];
  await insertAuditEvents(null, events);
});

const get = async (search: string, as: Person = root) => {
  const { status, body } = await call(list, { as, path: `/api/v1/audit-events?${search}` });
  return {
    status,
    body,
    items: (body.items ?? []) as AuditEvent[],
    nextCursor: body.nextCursor as string | null,
  };
};
const short = ({ items }: { items: AuditEvent[] }) =>
  items.map(({ action, repository, target }) => `${action} ${repository ?? '-'} ${target ?? '-'}`);

describe('the audit log', () => {
  it.each([
    ['actor=x1', 3],
    ['actor=x', 0],
    ['actor=x1&action=manifest.push', 2],
    ['actor=x1&action=content', 3],
    ['action=sign-in&result=refused', 1],
    ['action=old.action', 1],
    ['project=p1&target=v1', 2],
    ['repository=p1/b', 1],
    ['credential=token', 2],
    ['credential=token%20ci', 1],
    ['credential=tok', 0],
    ['address=192.0.2.1&actor=x1', 1],
    ['address=192.0.2.0/25&actor=x1', 1],
    ['address=192.0.2.0/24&actor=x1', 2],
    ['address=2001:db8::/32', 1],
    ['actor=x1&since=2020-01-01T00:00:00Z', 3],
    ['actor=x1&until=2020-01-01T00:00:00Z', 0],
    ['actor=x1&since=2999-01-01T00:00:00%2B02:00', 0],
    ['actor=x1&until=2999-01-01T00:00:00Z', 3],
    ['q=P1/A', 2],
    ['q=100%25%20_u', 1],
    ['q=1000', 0],
  ])('finds by %s', async (search, count) => {
    const found = await get(search);
    expect([found.status, found.items.length]).toEqual([200, count]);
  });

  it.each([
    'result=unknown',
    'address=nowhere',
    'address=10.0.0.0/99',
    'since=yesterday',
    'actor=%00',
    'order=at',
    'limit=0',
    'cursor=zzz',
  ])('does not take %s', async (search) => {
    expect(await get(search)).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } });
  });

  it('gives pages, the latest first, and all that an event has', async () => {
    const first = await get('actor=x1&limit=2');
    expect(short(first)).toEqual(['tag.delete p1/a v1', 'manifest.push p1/b v2']);
    const second = await get(`actor=x1&limit=2&cursor=${first.nextCursor}`);
    expect(short(second)).toEqual(['manifest.push p1/a v1']);
    expect(second.nextCursor).toBeNull();
    expect(second.items[0]).toMatchObject({
      actor: 'x1',
      credential: 'token ci',
      action: 'manifest.push',
      result: 'done',
      project: 'p1',
      repository: 'p1/a',
      target: 'v1',
      address: '192.0.2.1',
      detail: null,
    });
  });

  it('is for administrators; of a project, for those who run it', async () => {
    expect((await get('', ann)).status).toBe(403);
    expect((await call(list, {})).status).toBe(401);
    const of = (as?: Person) =>
      call(listOfProject, { ...(as && { as }), params: { project: 'audited' }, path: '/api/v1/x?limit=9' });
    expect((await of()).status).toBe(401);
    expect((await of(out)).status).toBe(404);
    expect((await of(bob)).status).toBe(403);
    for (const person of [ann, root]) {
      const { status, body } = await of(person);
      expect(status).toBe(200);
      expect((body.items as AuditEvent[]).map(({ action, project }) => [action, project])).toEqual([
        ['member.set', 'audited'],
        ['project.created', 'audited'],
      ]);
    }
    const beside = await call(listOfProject, {
      as: ann,
      params: { project: 'audited' },
      path: '/api/v1/x?project=beside',
    });
    expect(beside.status).toBe(400);
  });

  it('is only ever added to', async () => {
    for (const change of [
      'DELETE FROM audit_event',
      'UPDATE audit_event SET actor = NULL',
      'TRUNCATE audit_event',
    ])
      await expect(query(change)).rejects.toThrow('append-only');
  });

  it('knows each action once', () => {
    const all = Object.values(AUDIT_ACTIONS).flat();
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('an export', () => {
  const download = async (search: string, as: Person = root) => {
    const headers = new Headers({ host: HOST, authorization: basic(as.name, as.password) });
    const response = await exportAll(new Request(`${ORIGIN}/api/v1/x?${search}`, { headers }), {
      params: Promise.resolve({}),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };

  it('is CSV or JSON lines of what matches, the earliest first', async () => {
    const csv = await download('format=csv&actor=x1');
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toMatch(/^attachment; filename="audit-[\d-]+\.csv"$/);
    const lines = csv.text.split('\r\n');
    expect(lines).toHaveLength(5);
    expect(lines[1]).toMatch(/^\d+,[^,]+Z,x1,token ci,manifest\.push,done,p1,p1\/a,v1,192\.0\.2\.1,$/);
    const jsonl = await download('format=jsonl&actor=x1');
    const events = jsonl.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as AuditEvent);
    expect(short({ items: events })).toEqual([
      'manifest.push p1/a v1',
      'manifest.push p1/b v2',
      'tag.delete p1/a v1',
    ]);
  });

  it('has all of many, in pieces made as they are read', async () => {
    const many = Array.from({ length: 2_500 }, (_, i) => ({
      actor: at('many', null),
      action: 'manifest.push',
      target: `t${i}`,
    }));
    await insertAuditEvents(null, many);
    const { text } = await download('format=jsonl&actor=many');
    const targets = text
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as AuditEvent).target);
    expect(targets).toEqual(many.map(({ target }) => target));
    const headers = new Headers({ host: HOST, authorization: basic(root.name, root.password) });
    const response = await exportAll(new Request(`${ORIGIN}/api/v1/x?format=jsonl&actor=many`, { headers }), {
      params: Promise.resolve({}),
    });
    const reader = response.body!.getReader();
    const { value } = await reader.read();
    expect(Buffer.from(value!).toString().trimEnd().split('\n')).toHaveLength(1_000);
    await reader.cancel();
  });

  it('is itself recorded, without what was looked for', async () => {
    await download('format=csv&q=a-secret-word');
    const [event] = (await get('action=audit.exported&limit=1')).items;
    expect(event).toMatchObject({
      actor: 'root',
      credential: 'password',
      detail: { format: 'csv', q: true },
    });
  });

  it('is for administrators; of a project, for those who run it', async () => {
    expect((await download('format=csv', ann)).status).toBe(403);
    expect((await download('format=xml')).status).toBe(400);
    const of = (as: Person) =>
      exportOfProject(
        new Request(`${ORIGIN}/api/v1/x?format=jsonl&action=access`, {
          headers: new Headers({ host: HOST, authorization: basic(as.name, as.password) }),
        }),
        { params: Promise.resolve({ project: 'audited' }) },
      );
    expect((await of(out)).status).toBe(404);
    expect((await of(bob)).status).toBe(403);
    const answer = await of(ann);
    expect(JSON.parse(await answer.text())).toMatchObject({
      action: 'member.set',
      project: 'audited',
      target: 'bob',
    });
  });
});

describe('how long it is kept', () => {
  const age = async (actor: string, days: number) => {
    await query(
      `INSERT INTO audit_event (actor, action, at) VALUES ($1, 'manifest.push', now() - make_interval(days => $2))`,
      [actor, days],
    );
  };
  const left = async () =>
    (
      await query<{ actor: string }>(`SELECT actor FROM audit_event WHERE actor LIKE 'aged-%' ORDER BY at`)
    ).map(({ actor }) => actor);
  const set = (days: number, as = root) => call(putRetention, { method: 'PUT', as, body: { days } });

  it('is a year unless it is set, by administrators', async () => {
    expect((await call(getRetention, { as: root })).body).toEqual({ days: 365 });
    expect((await call(getRetention, { as: ann })).status).toBe(403);
    expect((await set(1, ann)).status).toBe(403);
    expect((await set(-1)).status).toBe(400);
    await age('aged-400', 400);
    await age('aged-100', 100);
    expect(await expireAudit()).toBe(1);
    expect(await left()).toEqual(['aged-100']);
  });

  it('is for ever with 0', async () => {
    expect((await set(0)).body).toEqual({ days: 0 });
    await age('aged-9999', 9_999);
    expect(await expireAudit()).toBe(0);
  });

  it('says what was deleted, and who changed it', async () => {
    await set(30);
    expect(await expireAudit()).toBe(2);
    expect(await left()).toEqual([]);
    const [expired] = (await get('action=audit.expired&limit=1')).items;
    expect(expired).toMatchObject({ actor: null, detail: { days: 30, events: 2 } });
    const [changed] = (await get('action=audit.retention-set&limit=1')).items;
    expect(changed).toMatchObject({ actor: 'root', detail: { days: 30, before: 0 } });
    await expect(query('DELETE FROM audit_event')).rejects.toThrow('append-only');
  });
});
