import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { createProjectInput } from '#lib/schemas/projects.ts';
import type { Method } from '#lib/http/repository-routes.ts';
import type { RouteHandler } from '#lib/http/route.ts';
import { declaredPaths } from '../../app/api/v1/openapi.json/declared-paths.ts';
import { skopeo } from '../../e2e/support/clients.ts';
import { callPath } from '../../e2e/support/call-path.ts';
import { ask, gatewayHere, makeAccount, tokenOf, type Account } from '../../e2e/support/gateway.ts';
import { busyboxIndex, smallImages, type Image, type ImageIndex } from '../../e2e/support/images.ts';
import { writeLayout } from '../../e2e/support/layout.ts';
import { authRequest, call, ORIGIN, signInBrowser, type Answer } from '../../e2e/support/people.ts';
import { push, putBlob } from '../../e2e/support/push.ts';
import { newFolder } from '../../e2e/support/run-folder.ts';
import { flushAuditedPulls } from './pulls/audit-pulls.ts';

const [one, two] = smallImages(2, 'audited') as [Image, Image];
let gateway: Awaited<ReturnType<typeof gatewayHere>>;
let index: ImageIndex;
const accounts: Record<string, Account> = {};
const NAMES = ['root', 'ann', 'bob'] as const;
let after = 0;

beforeAll(async () => {
  gateway = await gatewayHere();
  index = await busyboxIndex();
  for (const name of NAMES) accounts[name] = await makeAccount(name, { admin: name === 'root' });
  await api('POST', '/projects', { as: 'ann', body: createProjectInput.parse({ name: 'acme' }) });
});
afterAll(() => gateway.close());

beforeEach(async () => {
  const [row] = await query<{ id: number }>('SELECT coalesce(max(id), 0) AS id FROM audit_event');
  after = row!.id;
});

type Told = {
  actor: string | null;
  credential: string | null;
  action: string;
  result: string;
  project: string | null;
  repository: string | null;
  target: string | null;
  address: string | null;
  detail: Record<string, unknown> | null;
};

/** What was recorded in this test, but for the sign-ins that every request of a program is. */
async function told(): Promise<Told[]> {
  const rows = await query<Told>(
    `SELECT actor, credential, action, result, project, repository, target, address, detail FROM audit_event
      WHERE id > $1 AND (action <> 'user.signed-in' OR detail->>'through' = 'browser') ORDER BY id`,
    [after],
  );
  return rows;
}
const lines = async () =>
  (await told()).map(({ actor, credential, action, result, repository, project, target }) =>
    [actor, credential, action, result, repository ?? project, target].map((value) => value ?? '-').join(' '),
  );

const api = (
  method: Method,
  path: string,
  { as, ...options }: { as?: string; cookie?: string; body?: unknown },
): Promise<Answer> =>
  callPath(declaredPaths, method, path, { ...options, ...(as !== undefined && { as: accounts[as]! }) });

const pushAs = (name: string, repository: string, tag: string, image: Image | ImageIndex) =>
  push({ url: gateway.url, repository, authorization: accounts[name]!.basic }, tag, image);

describe('the registry', () => {
  it('records each push with who, what and with which credential, once', async () => {
    await pushAs('ann', 'acme/api', 'v1', one);
    const bearer = await tokenOf(gateway.url, accounts.ann!, 'repository:acme/api:pull,push');
    await push({ url: gateway.url, repository: 'acme/api', authorization: bearer }, 'v2', two);
    expect(await lines()).toEqual([
      'ann password manifest.push done acme/api v1',
      'ann password manifest.push done acme/api v2',
    ]);
    expect((await told())[0]).toMatchObject({
      address: '127.0.0.1',
      project: 'acme',
      detail: { digest: one.digest },
    });
  });

  it('records the personal project that a push makes', async () => {
    await pushAs('bob', 'bob/app', 'v1', one);
    expect(await lines()).toEqual([
      'bob password project.created done bob -',
      'bob password manifest.push done bob/app v1',
    ]);
  });

  it('records deletes of tags, manifests and blobs', async () => {
    for (const [tag, image] of [
      ['v1', one],
      ['v2', two],
    ] as const)
      await pushAs('ann', 'acme/gone', tag, image);
    const remove = (what: string) =>
      ask(gateway.url, `DELETE /v2/acme/gone/${what}`, { as: accounts.ann!.basic });
    await remove('manifests/v1');
    await remove(`manifests/${two.digest}`);
    const loose = { url: gateway.url, repository: 'acme/gone', authorization: accounts.ann!.basic };
    await putBlob(loose, one.blobs[1]!);
    await remove(`blobs/${one.blobs[1]!.digest}`);
    expect((await lines()).slice(2)).toEqual([
      'ann password tag.delete done acme/gone v1',
      'ann password tag.delete done acme/gone v2',
      `ann password blob.delete done acme/gone ${one.blobs[1]!.digest}`,
    ]);
  });

  it('records what skopeo does, and what it may not', async () => {
    const layout = newFolder('layout');
    await writeLayout(layout, { image: one });
    const client = skopeo();
    await client.login(gateway.host, 'ann', accounts.ann!.password);
    await client.copy(`oci:${layout}:image`, `docker://${gateway.host}/acme/skopeo:v1`);
    await client.run('delete', '--tls-verify=false', `docker://${gateway.host}/acme/skopeo:v1`);
    await expect(client.copy(`oci:${layout}:image`, `docker://${gateway.host}/bob/app:v1`)).rejects.toThrow(
      'denied',
    );
    expect(await lines()).toEqual([
      'ann password manifest.push done acme/skopeo v1',
      'ann password tag.delete done acme/skopeo v1',
      'ann password manifest.push refused bob/app -',
    ]);
  });

  it('records a refused push or delete once, however often it is tried', async () => {
    await pushAs('ann', 'acme/locked', 'v1', one);
    await api('PUT', '/repositories/acme/locked/-/tags/v1/lock', { as: 'ann', body: { note: 'a release' } });
    for (let i = 0; i < 3; i++)
      await ask(gateway.url, 'DELETE /v2/acme/locked/manifests/v1', { as: accounts.ann!.basic });
    await ask(gateway.url, 'DELETE /v2/acme/locked/manifests/v1', { as: accounts.bob!.basic });
    await ask(gateway.url, 'DELETE /v2/acme/locked/manifests/v1');
    expect((await lines()).slice(1)).toEqual([
      'ann password tag.lock done acme/locked v1',
      'ann password tag.delete refused acme/locked v1',
      'bob password tag.delete refused acme/locked v1',
    ]);
    expect((await told())[2]!.detail).toMatchObject({ reason: expect.stringContaining('locked') as string });
  });

  it('records pulls where the project asks for it: one a pull', async () => {
    await pushAs('ann', 'acme/pulled', 'v1', index);
    const pull = async () => {
      const get = (what: string) =>
        ask(gateway.url, `${what} HTTP`, { as: accounts.ann!.basic, headers: { accept: '*/*' } });
      await get('HEAD /v2/acme/pulled/manifests/v1');
      await get(`GET /v2/acme/pulled/manifests/${index.digest}`);
      await get(`GET /v2/acme/pulled/manifests/${index.images[0]!.digest}`);
      await flushAuditedPulls();
    };
    await pull();
    expect((await lines()).filter((line) => line.includes('pull '))).toEqual([]);
    await api('PATCH', '/projects/acme', { as: 'ann', body: { auditPulls: true } });
    expect((await api('GET', '/projects/acme', { as: 'ann' })).body).toMatchObject({ auditPulls: true });
    await pull();
    await api('PATCH', '/projects/acme', { as: 'ann', body: { auditPulls: false } });
    await pull();
    expect((await lines()).filter((line) => !line.includes('push'))).toEqual([
      'ann password project.updated done acme -',
      'ann password manifest.pull done acme/pulled v1',
      'ann password project.updated done acme -',
    ]);
    expect((await told()).find(({ action }) => action === 'manifest.pull')).toMatchObject({
      address: '127.0.0.1',
      detail: { digest: index.digest },
    });
  });
});

describe('the API', () => {
  it('records changes of projects, members and rules', async () => {
    const as = 'ann';
    await api('POST', '/projects', { as, body: { name: 'made' } });
    await api('PATCH', '/projects/made', { as, body: { visibility: 'public' } });
    await api('PATCH', '/projects/made', { as, body: { visibility: 'public' } });
    await api('PUT', '/projects/made/members/user/bob', { as, body: { role: 'developer' } });
    await api('DELETE', '/projects/made/members/user/bob', { as });
    const rule = { repositories: '**', tags: 'v*' };
    const { body } = await api('POST', '/projects/made/immutability-rules', { as, body: rule });
    await api('DELETE', `/projects/made/immutability-rules/${String(body.id)}`, { as });
    await api('PUT', '/projects/made/quota', {
      as: 'root',
      body: { bytes: null, repositories: null, tags: 3 },
    });
    await api('DELETE', '/projects/made', { as });
    expect(await lines()).toEqual([
      'ann password project.created done made -',
      'ann password project.updated done made -',
      'ann password member.set done made bob',
      'ann password member.removed done made bob',
      `ann password immutability-rule.created done made ${String(body.id)}`,
      `ann password immutability-rule.deleted done made ${String(body.id)}`,
      'root password quota.set done made -',
      'ann password project.deleted done made -',
    ]);
  });

  it('records what happens to tags and the trash', async () => {
    const as = 'ann';
    await pushAs('ann', 'acme/tags', 'v1', one);
    await api('PUT', '/repositories/acme/tags/-/tags/v1/lock', { as, body: {} });
    await api('DELETE', '/repositories/acme/tags/-/tags/v1/lock', { as });
    await api('PUT', `/repositories/acme/tags/-/manifests/${one.digest}/pin`, { as });
    await api('DELETE', `/repositories/acme/tags/-/manifests/${one.digest}/pin`, { as });
    const deleted = await api('DELETE', '/repositories/acme/tags/-/tags/v1', { as });
    const [id] = deleted.body.trashIds as string[];
    await api('POST', `/trash/${id}/restore`, { as, body: {} });
    await api('POST', '/repositories/acme/tags/-/tags:delete', { as, body: { tags: ['v1'] } });
    await api('POST', '/projects/acme/trash:purge', { as, body: { all: true } });
    const found = await lines();
    expect(found.slice(1, 8)).toEqual([
      'ann password tag.lock done acme/tags v1',
      'ann password tag.unlock done acme/tags v1',
      `ann password manifest.pin done acme/tags ${one.digest}`,
      `ann password manifest.unpin done acme/tags ${one.digest}`,
      'ann password tag.delete done acme/tags v1',
      'ann password trash.restore done acme/tags v1',
      'ann password tag.delete done acme/tags v1',
    ]);
    expect(found.filter((line) => line.includes('trash.purge') && line.includes('acme/tags'))).toHaveLength(
      1,
    );
  });

  it('records settings of the system, in the transaction of the change', async () => {
    const as = 'root';
    const none = { bytes: null, repositories: null, tags: null };
    await api('PUT', '/system/default-quota', { as, body: none });
    await api('PUT', '/system/gc/schedule', { as, body: { schedule: 'off' } });
    await api('PUT', '/system/audit-retention', { as, body: { days: 100 } });
    await api('PUT', '/system/audit-forwarding', { as, body: { target: { kind: 'off' } } });
    expect(await lines()).toEqual([
      'root password quota.default-set done - -',
      'root password garbage.scheduled done - -',
      'root password audit.retention-set done - -',
      'root password audit.forwarding-set done - -',
    ]);
  });

  it('records accounts and passwords, without the passwords', async () => {
    const as = 'root';
    const password = 'a marked password 4711';
    await api('POST', '/users', { as, body: { username: 'carl', email: 'carl@example.com', password } });
    await api('PATCH', '/users/carl', { as, body: { disabled: true } });
    await api('POST', '/users/carl/password', { as, body: { password: `${password} 2` } }).catch(
      () => undefined,
    );
    const found = await lines();
    expect(found.slice(0, 2)).toEqual([
      'root password user.created done - carl',
      'root password user.updated done - carl',
    ]);
    expect(JSON.stringify(await told())).not.toContain('marked');
  });

  it('records writes that are not allowed, with what they were about', async () => {
    await api('PATCH', '/projects/acme', { as: 'bob', body: { description: 'mine' } });
    await api('PUT', '/projects/acme/members/user/bob', { as: 'bob', body: { role: 'owner' } });
    await api('POST', '/users', { as: 'bob', body: { username: 'x', password: 'a long password' } });
    await api('PUT', '/projects/acme/members/user/bob', { as: 'ann', body: { role: 'guest' } });
    await api('PUT', '/projects/acme/members/user/bob', { as: 'bob', body: { role: 'owner' } });
    await api('DELETE', '/repositories/acme/api/-/tags/v1', { as: 'bob' });
    await api('GET', '/users', { as: 'bob' });
    expect(await lines()).toEqual([
      'bob password request.refused refused - POST /api/v1/users',
      'ann password member.set done acme bob',
      'bob password request.refused refused acme PUT /api/v1/projects/acme/members/user/bob',
      'bob password request.refused refused acme/api DELETE /api/v1/repositories/acme/api/-/tags/v1',
    ]);
  });

  it('shows no parameter of a path that may be a secret', async () => {
    const handler = declaredPaths['/users']!.POST as RouteHandler;
    await call(handler, {
      method: 'POST',
      path: '/api/v1/invites/a-secret-link/accept',
      params: { token: 'a-secret-link' },
      as: accounts.bob,
      body: { username: 'x', password: 'a long password' },
    });
    expect((await told())[0]!.target).toBe('POST /api/v1/invites/{token}/accept');
  });
});

describe('signing in', () => {
  it('is recorded by browser, out again, and when it fails', async () => {
    const ann = accounts.ann!;
    const { jar } = await signInBrowser(ann);
    const { csrfToken } = (await (await authRequest(jar, 'csrf')).json()) as { csrfToken: string };
    await api('PATCH', '/projects/acme', { cookie: jar.toString(), body: { description: 'by session' } });
    await authRequest(jar, 'signout', { form: { csrfToken }, headers: { origin: ORIGIN } });
    await signInBrowser({ name: 'ann', password: 'a-wrong-password-4711' });
    await signInBrowser({ name: 'my-secret-password-4711', password: 'x' });
    expect(await lines()).toEqual([
      'ann password user.signed-in done - ann',
      'ann session project.updated done acme -',
      'ann session user.signed-out done - ann',
      '- password user.sign-in-failed refused - ann',
      '- password user.sign-in-failed refused - -',
    ]);
    expect((await told())[0]).toMatchObject({ address: '192.0.2.2' });
    expect(JSON.stringify(await told())).not.toContain('4711');
  });

  it('is recorded for a program once in a while, at the registry and the API', async () => {
    const dora = await makeAccount('dora');
    accounts.dora = dora;
    for (let i = 0; i < 3; i++) {
      await tokenOf(gateway.url, dora);
      await ask(gateway.url, 'GET /v2/', { as: dora.basic });
      await api('GET', '/me', { as: 'dora' });
    }
    const rows = await query(
      `SELECT credential, address, detail FROM audit_event WHERE id > $1 AND actor = 'dora' ORDER BY id`,
      [after],
    );
    expect(rows).toEqual([
      { credential: 'password', address: '127.0.0.1', detail: { through: 'registry' } },
      { credential: 'password', address: '192.0.2.1', detail: { through: 'api' } },
    ]);
  });

  it('is recorded when there were too many wrong passwords', async () => {
    const eve = await makeAccount('eve');
    for (let i = 0; i < 8; i++) await signInBrowser({ name: 'eve', password: `guess ${i}` });
    await signInBrowser(eve);
    const found = (await told()).filter(({ target }) => target === 'eve');
    expect(
      found.every(({ action, result }) => action === 'user.sign-in-failed' && result === 'refused'),
    ).toBe(true);
    expect(found.filter(({ detail }) => detail !== null)).toHaveLength(1);
  });
});
