import { beforeAll, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import type { RoleName } from '#lib/policies/roles.ts';
import { ROLES } from '#lib/policies/roles.ts';
import { smallImages } from '../../../../e2e/support/images.ts';
import type { Call, Person } from '../../../../e2e/support/people.ts';
import { basic, call, HOST, makePerson, ORIGIN } from '../../../../e2e/support/people.ts';
import { pushThroughServices } from '../../../../e2e/support/service-push.ts';
import * as oneRule from '../projects/[project]/immutability-rules/[id]/route.ts';
import * as rules from '../projects/[project]/immutability-rules/route.ts';
import * as handlers from './[...path]/route.ts';

const REPOSITORY = 'lock-team/app';
const people = new Map<string, Person>();
const who = (name: string) => people.get(name);

beforeAll(async () => {
  await pushThroughServices(REPOSITORY, 'v1', smallImages(1, 'locking-api')[0]!);
  await pushThroughServices('lock-other/app', 'v1', smallImages(1, 'locking-api')[0]!);
  for (const name of ['outsider', ...ROLES]) people.set(name, await makePerson(`lock-${name}`));
  for (const role of ROLES) await join('lock-team', role);
  await join('lock-other', 'owner');
});

async function join(project: string, role: RoleName): Promise<void> {
  await query(
    'INSERT INTO membership (project_id, user_id, role) SELECT id, $1, $2::role FROM project WHERE name = $3',
    [who(role)!.principal.id, role, project],
  );
}

async function ask(method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, as?: Person, body?: unknown) {
  const response = await handlers[method](
    new Request(`${ORIGIN}/api/v1/repositories/${REPOSITORY}${path}`, {
      method,
      headers: {
        host: HOST,
        ...(as && { authorization: basic(as.name, as.password) }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  );
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const onRules = (method: 'GET' | 'POST', as?: Person, options: Call = {}, project = 'lock-team') =>
  call(rules[method], { method, as, params: { project }, ...options });
const onRule = (
  method: 'PUT' | 'DELETE',
  id: number,
  as?: Person,
  options: Call = {},
  project = 'lock-team',
) => call(oneRule[method], { method, as, params: { project, id: String(id) }, ...options });
const RULE = { repositories: '**', tags: 'r*' };

it.each([
  ['nobody', 401],
  ['outsider', 404],
  ['guest', 403],
  ['developer', 403],
  ['maintainer', 200],
  ['owner', 200],
])('%s who locks and unlocks is answered %i', async (name, status) => {
  const answers = [
    await ask('PUT', '/-/tags/v1/lock', who(name), { note: 'kept' }),
    await ask('DELETE', '/-/tags/v1/lock', who(name)),
    await ask('POST', '/-/tags:lock', who(name), { tags: ['v1'] }),
    await ask('POST', '/-/tags:unlock', who(name), { tags: ['v1'] }),
  ];
  expect(answers.map((answer) => answer.status)).toEqual([status, status, status, status]);
});

it('says what it did, and of a tag that is not there that it is not', async () => {
  expect((await ask('PUT', '/-/tags/v1/lock', who('owner'), {})).body).toEqual({
    changed: ['v1'],
    unchanged: [],
    notFound: [],
  });
  const shown = await ask('GET', '/-/tags', who('guest'));
  expect(shown.body).toMatchObject({ items: [{ locked: { by: 'lock', who: 'lock-owner', note: null } }] });
  expect((await ask('DELETE', '/-/tags/v1', who('owner'))).body).toMatchObject({
    status: 403,
    code: 'DENIED',
    detail: expect.stringContaining('is locked by lock-owner') as string,
  });
  expect((await ask('PUT', '/-/tags/v9/lock', who('owner'), {})).status).toBe(404);
  expect((await ask('PUT', '/-/tags/a%00b/lock', who('owner'), {})).status).toBe(404);
  expect((await ask('POST', '/-/tags:lock', who('owner'), { tags: ['no tag'] })).status).toBe(400);
  await ask('DELETE', '/-/tags/v1/lock', who('owner'));
});

it.each([
  ['nobody', 401, 401],
  ['outsider', 404, 404],
  ['guest', 200, 403],
  ['developer', 200, 403],
  ['maintainer', 200, 201],
  ['owner', 200, 201],
])('%s reads rules with %i and makes them with %i', async (name, reads, makes) => {
  expect((await onRules('GET', who(name))).status).toBe(reads);
  const made = await onRules('POST', who(name), { body: RULE });
  expect(made.status).toBe(makes);
  const { body } = await onRules('POST', who('owner'), { body: RULE });
  const id = body['id'] as number;
  const changed = makes === 201 ? 200 : makes;
  expect((await onRule('PUT', id, who(name), { body: { ...RULE, tags: 's*' } })).status).toBe(changed);
  expect((await onRule('DELETE', id, who(name))).status).toBe(makes === 201 ? 204 : makes);
});

it('knows no rule of another project, and takes no pattern that can not match', async () => {
  const { body } = await onRules('POST', who('owner'), { body: RULE });
  const id = body['id'] as number;
  for (const answer of [
    await onRule('PUT', id, who('owner'), { body: RULE }, 'lock-other'),
    await onRule('DELETE', id, who('owner'), {}, 'lock-other'),
    await onRule('DELETE', 2_000_000_000, who('owner')),
  ])
    expect(answer).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  expect(await onRules('POST', who('owner'), { body: { repositories: '[a]', tags: 'v*' } })).toMatchObject({
    status: 400,
    body: { fields: { repositories: expect.stringContaining('“[”') as string } },
  });
});
