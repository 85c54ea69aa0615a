import { beforeAll, describe, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import type { RouteHandler } from '#lib/http/route.ts';
import { compared, deleting, pushOld, work } from '../../../../e2e/support/cleanup.ts';
import { smallImages } from '../../../../e2e/support/images.ts';
import type { Answer, Person } from '../../../../e2e/support/people.ts';
import { call, makePerson } from '../../../../e2e/support/people.ts';
import * as inUse from '../in-use/[source]/route.ts';
import * as inUseList from '../in-use/route.ts';
import * as resume from '../system/cleanup/resume/route.ts';
import * as cleanup from '../system/cleanup/route.ts';
import * as activate from './[project]/retention/activate/route.ts';
import * as imports from './[project]/retention/import/route.ts';
import * as items from './[project]/retention/plans/[plan]/items/route.ts';
import * as preview from './[project]/retention/preview/route.ts';
import * as retention from './[project]/retention/route.ts';
import * as confirm from './[project]/retention/runs/[run]/confirm/route.ts';
import * as decisions from './[project]/retention/runs/[run]/decisions/route.ts';
import * as run from './[project]/retention/runs/[run]/route.ts';
import * as stop from './[project]/retention/runs/[run]/stop/route.ts';
import * as runs from './[project]/retention/runs/route.ts';

const people = {} as Record<'root' | 'maintainer' | 'developer' | 'guest' | 'elsewhere', Person>;
const POLICY = deleting('pr-*');
let planId = '';
let runId = '';

type Route = {
  handler: RouteHandler;
  params?: Record<string, string>;
  path?: string;
  body?: unknown;
};
const ask = (as: Person | undefined, { handler, params = {}, path, body }: Route): Promise<Answer> =>
  call(handler, {
    params: { project: 'ra', ...params },
    ...(path && { path }),
    ...(body !== undefined && { body, method: 'POST' }),
    ...(as && { as }),
  });

beforeAll(async () => {
  await compared();
  for (const name of ['maintainer', 'developer', 'guest', 'elsewhere'] as const)
    people[name] = await makePerson(`ra-${name}`);
  people.root = await makePerson('ra-root', { admin: true });
  for (const project of ['ra', 'rb'])
    for (const [i, image] of smallImages(3, project).entries())
      await pushOld(`${project}/app`, `pr-${i}`, image, 20);
  const join = (name: keyof typeof people, project: string, role: string) =>
    query(
      `INSERT INTO membership (project_id, user_id, role) SELECT id, $1, $2::role FROM project WHERE name = $3`,
      [people[name].principal.id, role, project],
    );
  for (const role of ['maintainer', 'developer', 'guest'] as const) await join(role, 'ra', role);
  await join('elsewhere', 'rb', 'owner');
  const made = await ask(people.maintainer, { handler: preview.POST, body: { policy: POLICY } });
  planId = String(made.body['planId']);
  runId = String((await ask(people.maintainer, { handler: runs.POST, body: { planId } })).body['id']);
  await work();
});

/** What members may look at, and what maintainers may do; plans and runs of project ra. */
const looks = (): Record<string, Route> => ({
  policy: { handler: retention.GET },
  runs: { handler: runs.GET },
  run: { handler: run.GET, params: { run: runId } },
  decisions: { handler: decisions.GET, params: { run: runId } },
});
const acts = (): Record<string, Route> => ({
  preview: { handler: preview.POST, body: { policy: POLICY } },
  items: { handler: items.GET, params: { plan: planId } },
  save: { handler: retention.PUT, body: { version: 99, policy: POLICY } },
  activate: { handler: activate.POST, body: { version: 99 } },
  remove: { handler: retention.DELETE, path: '/api/v1/test?version=99' },
  start: { handler: runs.POST, body: { planId: crypto.randomUUID() } },
  stop: { handler: stop.POST, params: { run: runId }, body: {} },
  confirm: { handler: confirm.POST, params: { run: runId }, body: { repositories: ['ra/other'] } },
  import: { handler: imports.POST, body: { format: 'ecr', rules: '{"rules":[]}' } },
});
const NAMES = { looks: ['policy', 'runs', 'run', 'decisions'], acts: [...Object.keys(acts())] };

describe('who may look', () => {
  it.each(NAMES.looks)('at %s', async (name) => {
    const route = looks()[name]!;
    for (const who of ['root', 'maintainer', 'developer', 'guest'] as const)
      expect([who, (await ask(people[who], route)).status]).toEqual([who, 200]);
    expect((await ask(people.elsewhere, route)).status).toBe(404);
    expect((await ask(undefined, route)).status).toBe(401);
  });
});

describe('who may act', () => {
  it.each(NAMES.acts)('%s', async (name) => {
    const route = acts()[name]!;
    for (const who of ['developer', 'guest'] as const) {
      const answer = await ask(people[who], route);
      expect([who, answer.status, answer.body['code']]).toEqual([who, 403, 'DENIED']);
    }
    expect((await ask(people.elsewhere, route)).status).toBe(404);
    expect((await ask(undefined, route)).status).toBe(401);
    for (const who of ['root', 'maintainer'] as const)
      expect([401, 403]).not.toContain((await ask(people[who], route)).status);
  });

  it.each([
    ['run', run.GET],
    ['decisions', decisions.GET],
    ['stop', stop.POST],
    ['confirm', confirm.POST],
    ['items', items.GET],
  ])('not with ids of another project: %s', async (_, handler) => {
    const params = { project: 'rb', run: runId, plan: planId };
    const body = handler === confirm.POST ? { repositories: ['ra/app'] } : undefined;
    const answer = await ask(people.elsewhere, { handler, params, ...(body && { body }) });
    expect([answer.status, answer.body['code']]).toEqual([404, 'NOT_FOUND']);
  });

  it('nor run the preview of another project', async () => {
    const answer = await ask(people.elsewhere, {
      handler: runs.POST,
      params: { project: 'rb' },
      body: { planId },
    });
    expect([answer.status, answer.body['code']]).toEqual([404, 'NOT_FOUND']);
  });
});

it('saves from the version that was seen, observing at first', async () => {
  const put = (body: object) =>
    ask(people.maintainer, { handler: retention.PUT, body: { policy: POLICY, ...body } });
  expect((await put({ version: 0, state: 'active' })).body).toMatchObject({ status: 409, code: 'CONFLICT' });
  const saved = await put({ version: 0, schedule: '0 3 * * *', timeZone: 'Europe/Berlin' });
  expect(saved.body).toMatchObject({ version: 1, state: 'observing', schedule: '0 3 * * *' });
  expect((await put({ version: 0 })).body).toMatchObject({ status: 409, facts: { version: 1 } });
  const active = await ask(people.maintainer, { handler: activate.POST, body: { version: 1 } });
  expect(active.body).toMatchObject({ version: 2, state: 'active', abilities: { manage: true } });
  expect((await put({ version: 2, state: 'active' })).body).toMatchObject({ version: 3, state: 'active' });
  expect((await put({ version: 3 })).body).toMatchObject({ version: 4, state: 'observing' });
  expect((await put({ version: 4, schedule: '0 3 31 2 *' })).body).toMatchObject({
    status: 400,
    fields: { schedule: expect.stringContaining('No such day') as string },
  });
  const removed = await ask(people.maintainer, {
    handler: retention.DELETE,
    path: '/api/v1/test?version=4',
  });
  expect(removed.status).toBe(204);
  expect((await ask(people.guest, { handler: retention.GET })).body).toMatchObject({
    version: 0,
    abilities: { manage: false },
    lastRun: { id: runId, status: 'guarded' },
  });
});

it('takes reports of administrators, and of whom they name', async () => {
  const params = { source: 'cluster-1' };
  const digests = [`sha256:${'a'.repeat(64)}`];
  const put = (as: Person | undefined, body: object = {}) =>
    ask(as, { handler: inUse.PUT, params, body: { digests, ...body } });
  expect((await put(undefined)).status).toBe(401);
  expect((await put(people.guest)).status).toBe(403);
  expect((await ask(people.guest, { handler: inUse.GET, params })).status).toBe(403);
  expect((await put(people.root, { reporter: 'ra-guest' })).body).toMatchObject({
    digestCount: 1,
    stale: false,
  });
  expect((await put(people.guest, { digests: [], ttlSeconds: 600 })).body).toMatchObject({
    digestCount: 0,
    reporter: 'ra-guest',
    reportedBy: 'ra-guest',
  });
  expect((await put(people.guest, { reporter: 'ra-elsewhere' })).status).toBe(403);
  expect((await put(people.elsewhere)).status).toBe(403);
  expect((await put(people.root, { digests: ['latest'] })).status).toBe(400);
  expect((await ask(people.guest, { handler: inUse.GET, params })).body).toMatchObject({ digests: [] });
  expect((await ask(people.guest, { handler: inUseList.GET })).status).toBe(403);
  expect((await ask(people.root, { handler: inUseList.GET })).body).toMatchObject({
    items: [{ name: 'cluster-1' }],
  });
  expect((await ask(people.guest, { handler: inUse.DELETE, params })).status).toBe(403);
  expect((await ask(people.root, { handler: inUse.DELETE, params })).status).toBe(204);
  expect((await ask(people.root, { handler: inUse.DELETE, params })).status).toBe(404);
});

it('leaves the pause of all cleanup to administrators', async () => {
  expect((await ask(people.root, { handler: cleanup.GET })).body).toEqual({ paused: null });
  for (const handler of [cleanup.GET, resume.POST])
    expect((await ask(people.maintainer, { handler })).status).toBe(403);
});
