import { api, apiOk, createProject, createUser, type Credentials } from './support/api.ts';
import { seedAccess } from './support/access.ts';
import { observeCleanup } from './support/cleanup-pages.ts';
import { buildImage, json, smallImages, type Image } from './support/images.ts';
import { filled, operationsOf, type Operation } from './support/operations.ts';
import { basic, push } from './support/push.ts';
import { expect, test as testSignedOut, testAsAdmin as test, type Instance } from './support/test.ts';

// What an attacker would try, over every operation that the API has, also those that are made tomorrow.

/** A worker that is started anew after a failure makes everything anew. */
const P = `attack-${process.pid}`;
const A = `${P}-a`;
const B = `${P}-b`;
let owner: Credentials;
/** Ids of things of project A, by the segment that they follow in a path. */
const things = new Map<string, string>();

test.beforeAll(async ({ instance }) => {
  owner = await createUser(instance, `${P}-owner`);
  await createUser(instance, `${A}-guest`);
  await createProject(instance, { name: A, roles: { [`${A}-guest`]: 'guest' } });
  await createProject(instance, { name: B, roles: { [owner.name]: 'owner' } });
  await makeThings(instance);
});

async function makeThings(instance: Instance): Promise<void> {
  const send = (request: string, body?: unknown) => apiOk(instance, request, { as: instance.admin, body });
  const { name, password } = instance.admin;
  const images = smallImages(3, P);
  for (const [place, image] of images.entries())
    await push(
      { url: instance.url, repository: `${A}/web`, authorization: basic(name, password) },
      `pr-${place}`,
      image,
    );
  await send(`DELETE repositories/${A}/web/-/tags/pr-0`);
  await seedAccess(instance, A);
  type Rule = { id: number; subject: { kind: string } };
  const rules = (await send(`GET projects/${A}/access-rules`)) as { items: Rule[] };
  // What anyone may pull would be there for the attacker as well.
  const forAnyone = rules.items.find(({ subject }) => subject.kind === 'anyone')!;
  await send(`DELETE projects/${A}/access-rules/${forAnyone.id}`);
  const immutable = await send(`POST projects/${A}/immutability-rules`, { repositories: 'x', tags: 'v*' });
  const robot = await send(`POST projects/${A}/robots`, {
    ...{ name: 'ci', grants: [{ repositories: '**', scopes: ['read'] }] },
  });
  const trust = await send(`POST projects/${A}/robots/ci/trusts`, {
    ...{ issuer: 'https://ci.example.com', audience: 'lighter', claims: { project_path: 'acme/api' } },
  });
  const invite = await send(`POST projects/${A}/invites`, { role: 'guest' });
  await apiOk(instance, `POST projects/${A}/access-requests`, { as: owner, body: { role: 'guest' } });
  const requests = (await send(`GET projects/${A}/access-requests`)) as { items: { id: number | string }[] };
  const trash = (await send(`GET projects/${A}/trash`)) as { items: { id: string }[] };
  const preview = await send(`POST projects/${A}/retention/preview`, { policy: { rules: [] } });
  things.set('access-rules', String(rules.items[0]!.id));
  things.set('immutability-rules', String(immutable['id']));
  things.set('robots', String(robot['name']).split('+')[1]!);
  things.set('trusts', String(trust['id']));
  things.set('invites', String(invite['id']));
  things.set('access-requests', String(requests.items[0]!.id));
  things.set('plans', String(preview['planId']));
  things.set('runs', await observeCleanup(instance, A));
  things.set('trash', trash.items[0]!.id);
  things.set('user', `${A}-guest`);
  things.set('group', `${A}-team`);
}

/** What a write is sent with, where it reads a body: good ones, so that a no is about whose it is. By path and method. */
const BODIES: Record<string, unknown> = {
  'PUT /projects/{project}/members/user/{name}': { role: 'owner' },
  'PUT /projects/{project}/members/group/{name}': { role: 'owner' },
  'PUT /projects/{project}/access-rules/{id}': {
    ...{ effect: 'allow', subject: { kind: 'anyone' }, repositories: '**', actions: ['pull'] },
  },
  'PUT /projects/{project}/immutability-rules/{id}': { repositories: '**', tags: '*' },
  'PATCH /projects/{project}/robots/{robot}': { disabled: true },
  'POST /projects/{project}/robots/{robot}/rotate': { overlapHours: 0 },
  'POST /projects/{project}/robots/{robot}/trusts': {
    ...{ issuer: 'https://evil.example', audience: 'x', claims: { sub: 'evil' } },
  },
  'POST /projects/{project}/retention/runs/{run}/confirm': { repositories: [`${A}/web`] },
  'POST /projects/{project}/access-requests/{id}/approve': { role: 'owner' },
};
/** Adding somebody or a group to one's own project by name is no attack on another. */
const ONES_OWN = /^PUT \/projects\/\{project\}\/members\//;

test('things of a project are not reached through another, nor by who is not in it', async ({ instance }) => {
  const nested = (await operationsOf(instance)).filter(({ path }) =>
    /^\/projects\/\{project\}\/.*\{\w+\}/.test(path),
  );
  expect(nested.length).toBeGreaterThan(15);
  const reached: string[] = [];
  const before = await stateOf(instance);
  for (const operation of nested) {
    const line = `${operation.method} ${operation.path}`;
    for (const project of ONES_OWN.test(line) ? [A] : [A, B]) {
      const path = filled(operation.path, { project, ...valuesOf(operation) }).slice(1);
      const { status } = await api(instance, `${operation.method} ${path}`, {
        as: owner,
        body: operation.hasBody ? (BODIES[line] ?? {}) : undefined,
      });
      if (status !== 404) reached.push(`${line} through ${project === A ? 'its own' : 'another'}: ${status}`);
    }
  }
  expect(reached).toEqual([]);
  expect(await stateOf(instance)).toEqual(before);
});

/** Names in a path, each from the thing of project A that the segment before it names. */
function valuesOf({ path }: Operation): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [, segment, name] of path.matchAll(/([\w-]+)\/\{(\w+)\}/g))
    if (name !== 'project') values[name!] = things.get(segment!) ?? '';
  for (const [name, value] of Object.entries(values))
    if (value === '') throw new Error(`${path}: say in makeThings what ${name} is`);
  return values;
}

/** What of project A may not have changed. */
async function stateOf(instance: Instance): Promise<unknown> {
  const lists = ['members', 'groups', 'access-rules', 'immutability-rules', 'robots', 'trash', 'invites'];
  return Promise.all(
    lists.map((list) => apiOk(instance, `GET projects/${A}/${list}`, { as: instance.admin })),
  );
}

test('what is somebody else’s by its id alone is not there', async ({ instance }) => {
  const made = await apiOk(instance, 'POST me/tokens', {
    as: instance.admin,
    body: { name: `${P} token`, scopes: ['read'] },
  });
  const id = String((made['token'] as { id?: number } | undefined)?.id ?? made['id']);
  for (const request of [
    `DELETE me/tokens/${id}`,
    `POST trash/${things.get('trash')}/restore`,
    `DELETE me/sessions/00000000-0000-4000-8000-000000000000`,
  ])
    expect([request, (await api(instance, request, { as: owner })).status]).toEqual([request, 404]);
  expect((await api(instance, `DELETE users/admin/tokens/${id}`, { as: owner })).status).toBe(403);
});

test('a page of another site changes nothing, whatever it asks', async ({ instance, adminState }) => {
  const cookie = adminState.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const writes = (await operationsOf(instance)).filter(({ method }) => method !== 'GET');
  expect(writes.length).toBeGreaterThan(40);
  const let_: string[] = [];
  for (const { method, path } of writes) {
    const address = new URL(`/api/v1${path.replace(/\{\w+\}/g, 'none')}`, instance.url);
    for (const origin of ['https://evil.example', 'null']) {
      const answer = await fetch(address, {
        method,
        headers: { cookie, origin, 'content-type': 'application/json' },
        body: '{}',
      });
      if (answer.status !== 403) let_.push(`${method} ${path} from ${origin}: ${answer.status}`);
    }
  }
  expect(let_).toEqual([]);
});

test('no list sorts by what it does not offer', async ({ instance }) => {
  const lists = (await operationsOf(instance)).filter(({ query }) => query.includes('sort'));
  expect(lists.length).toBeGreaterThan(4);
  for (const { path } of lists)
    for (const sort of ['passwordHash', 'password_hash', '(select 1)', '-stamp', 'name;drop table tag']) {
      const where = path.replace(/\{\w+\}/g, 'none').slice(1);
      const { status } = await api(instance, `GET ${where}?sort=${encodeURIComponent(sort)}`, {
        as: instance.admin,
      });
      expect([path, sort, status]).toEqual([path, sort, 400]);
    }
});

test('nobody makes themselves more by what they send along', async ({ instance }) => {
  for (const extra of [
    { admin: true },
    { id: 1 },
    { stamp: 99 },
    { passwordHash: 'x' },
    { disabled: false },
  ]) {
    const { status } = await api(instance, `PATCH users/${owner.name}`, { as: owner, body: extra });
    expect([400, 403]).toContain(status);
    const made = await api(instance, 'POST registrations', {
      body: { username: `${P}-more`, password: 'a long enough password', ...extra },
    });
    expect([400, 403, 404]).toContain(made.status);
  }
  for (const extra of [{ role: 'owner' }, { personalOwnerId: 1 }, { policyVersion: 0 }, { id: 1 }]) {
    const { status } = await api(instance, 'POST projects', {
      as: owner,
      body: { name: `${P}-extra`, ...extra },
    });
    expect(status).toBe(400);
  }
  expect(await apiOk(instance, `GET users/${owner.name}`, { as: instance.admin })).toMatchObject({
    admin: false,
  });
});

test('what is hidden answers as what is not there', async ({ instance }) => {
  const answers = async (request: (name: string) => string, as?: Credentials) => {
    const [hidden, missing] = await Promise.all(
      [A, `${P}-nowhere`].map(async (name) => {
        const { status, body } = await api(instance, request(name), { as });
        const { requestId: _, ...rest } = body;
        return JSON.stringify([status, rest]).replaceAll(name, 'NAME');
      }),
    );
    expect(hidden).toBe(missing);
  };
  for (const as of [owner, undefined])
    for (const request of [
      (name: string) => `GET projects/${name}`,
      (name: string) => `GET projects/${name}/members`,
      (name: string) => `GET repositories/${name}/web`,
      (name: string) => `GET repositories/${name}/web/-/tags`,
      (name: string) => `DELETE repositories/${name}/web/-/tags/pr-1`,
      (name: string) => `GET projects/${name}/access-check?repository=${name}/web&action=pull`,
    ])
      await answers(request, as);
});

testSignedOut.describe('a link to the sign-in page', () => {
  // Some of these are paths that are not there.
  testSignedOut.use({ expectedComplaint: /404/ });

  testSignedOut('leads nowhere else afterwards', async ({ page, instance }) => {
    for (const next of [
      '//evil.example',
      'https://evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
      '/%09/evil.example',
    ]) {
      await page.context().clearCookies();
      await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
      await page.getByLabel('User name').fill(instance.admin.name);
      await page.getByLabel('Password', { exact: true }).fill(instance.admin.password);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.waitForURL((url) => url.pathname !== '/sign-in');
      expect(new URL(page.url()).origin).toBe(new URL(instance.url).origin);
    }
  });
});

const EVIL = `"><img src=x onerror="window.hit=1"><script>window.hit=1</script>`;

/** With script wherever an image has words of its own: labels, annotations, variables, instructions. */
function evilImage(): Image {
  const Labels = { title: EVIL, 'org.opencontainers.image.source': 'javascript:window.hit=1' };
  const image = buildImage('amd64', { Labels, Env: [`EVIL=${EVIL}`], Cmd: [EVIL], WorkingDir: EVIL }, [
    { instruction: `RUN ${EVIL}` },
    { instruction: 'COPY evil /evil', files: [{ kind: 'file', path: 'evil', bytes: Buffer.from(P) }] },
  ]);
  const manifest = JSON.parse(image.bytes.toString()) as Record<string, unknown>;
  const annotations = { ...Labels, 'org.opencontainers.image.url': 'javascript:window.hit=1' };
  return { ...image, ...json(image.mediaType, { ...manifest, annotations }) };
}

test('script in a text that is shown is text', async ({ page, instance }) => {
  const as = instance.admin;
  await apiOk(instance, `PATCH projects/${B}`, { as, body: { description: EVIL } });
  await apiOk(instance, 'POST groups', { as, body: { name: `${P}-evil`, description: EVIL } });
  await apiOk(instance, `POST projects/${B}/robots`, {
    as,
    body: { name: 'evil', description: EVIL, grants: [{ repositories: '**', scopes: ['read'] }] },
  });
  await apiOk(instance, `POST me/tokens`, { as, body: { name: EVIL.slice(0, 64), scopes: ['read'] } });
  await apiOk(instance, `POST projects/${A}/access-requests`, {
    as: await createUser(instance, `${P}-evil`),
    body: { role: 'guest', message: EVIL },
  });
  const authorization = basic(as.name, as.password);
  await push({ url: instance.url, repository: `${B}/evil`, authorization }, 'v1', evilImage());
  const image = `/repositories/${B}/evil/-/tags/v1`;
  for (const path of [
    '/projects',
    `/projects/${B}`,
    `/projects/${B}/robots`,
    `/projects/${B}/settings`,
    `/projects/${A}/members`,
    '/admin/groups',
    `/admin/groups/${P}-evil`,
    '/admin/audit',
    '/account',
    image,
    ...['config', 'layers', 'raw'].map((tab) => `${image}?tab=${tab}`),
  ]) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.waitForLoadState('networkidle');
    expect(await page.evaluate(() => (window as unknown as { hit?: number }).hit)).toBeUndefined();
    await expect(page.locator('a[href^="javascript:"]')).toHaveCount(0);
  }
});

testSignedOut('every page says what a browser may do with it', async ({ instance }) => {
  for (const path of ['/sign-in', '/explore', '/none', '/api/v1/none']) {
    const { headers } = await fetch(new URL(path, instance.url), { redirect: 'manual' });
    const policy = headers.get('content-security-policy') ?? '';
    const script = policy.split(';').find((part) => part.trim().startsWith('script-src')) ?? '';
    if (!path.startsWith('/api/')) {
      expect(script).toMatch(/'nonce-[^']+'/);
      expect(policy).toContain("frame-ancestors 'none'");
    }
    expect(script).not.toContain('unsafe-inline');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
});
