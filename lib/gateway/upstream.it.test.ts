import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ask,
  errorCode,
  gatewayHere,
  makeAccount,
  setRole,
  type Account,
} from '../../e2e/support/gateway.ts';
import { smallImages } from '../../e2e/support/images.ts';
import { push, putBlob, putManifest } from '../../e2e/support/push.ts';
import { startRegistry, type Registry } from '../../e2e/support/registry.ts';
import { makeProjectWith } from '../../e2e/support/rows.ts';
import { until } from '../../e2e/support/inside.ts';
import { closeDatabase, query } from '#lib/db/pool.ts';
import { completeEnvironment, env } from '#lib/env/env.ts';
import { capabilities } from '#lib/registry/capabilities.ts';
import { closeUpstream } from '#lib/registry/connection.ts';

let gateway: Awaited<ReturnType<typeof gatewayHere>>;
let registry: Registry;
let ula: Account;
const images = smallImages(4, 'upstream');

beforeAll(async () => {
  registry = await startRegistry();
  gateway = await gatewayHere({ REGISTRY_URL: registry.url });
  ula = await makeAccount('ula');
  await makeProjectWith('shared', 'private');
  await setRole('shared', ula, 'maintainer');
});

beforeEach(() => completeEnvironment({ REGISTRY_URL: registry.url, UPSTREAM_MODE: 'exclusive' }));

afterAll(async () => {
  await gateway.close();
  await registry.stop();
});

const through = (repository: string) => ({ url: gateway.url, repository, authorization: ula.basic });
const behind = (repository: string) => ({ url: registry.url, repository });
const digestOf = async (path: string) =>
  (await ask(gateway.url, `GET ${path}`, { as: ula.basic })).headers['docker-content-digest'];

describe('what others push upstream', () => {
  it('is found in shared mode, also when a tag has moved', async () => {
    completeEnvironment({ UPSTREAM_MODE: 'shared' });
    await push(behind('shared/found'), 'v1', images[0]!);
    expect(await digestOf('/v2/shared/found/manifests/v1')).toBe(images[0]!.digest);
    const [layer] = images[0]!.blobs.slice(1);
    expect(
      (await ask(gateway.url, `GET /v2/shared/found/blobs/${layer!.digest}`, { as: ula.basic })).body.equals(
        layer!.bytes,
      ),
    ).toBe(true);

    await push(through('shared/moved'), 'v1', images[0]!);
    await push(behind('shared/moved'), 'v1', images[1]!);
    expect(await digestOf('/v2/shared/moved/manifests/v1')).toBe(images[1]!.digest);
  });

  it.each([-5, 5])('comes whole where its manifest is wrong about a size (by %d)', async (wrong) => {
    completeEnvironment({ UPSTREAM_MODE: 'shared' });
    const [image] = smallImages(1, `lying${wrong}`);
    const [config, layer] = image!.blobs;
    for (const blob of [config!, layer!]) await putBlob(behind('shared/lying'), blob);
    const manifest = JSON.parse(image!.bytes.toString()) as { layers: { size: number }[] };
    manifest.layers[0]!.size += wrong;
    const bytes = Buffer.from(JSON.stringify(manifest));
    await putManifest(behind('shared/lying'), `v${wrong}`, { ...image!, bytes });
    expect(await digestOf(`/v2/shared/lying/manifests/v${wrong}`)).toMatch(/^sha256:/);
    const answer = await ask(gateway.url, `GET /v2/shared/lying/blobs/${layer!.digest}`, { as: ula.basic });
    expect(answer.body.equals(layer!.bytes)).toBe(true);
  });

  it('is not looked for by whoever may not pull it', async () => {
    completeEnvironment({ UPSTREAM_MODE: 'shared' });
    await push(behind('adopted/app'), 'v1', images[2]!);
    const answer = await ask(gateway.url, 'GET /v2/adopted/app/manifests/v1', { as: ula.basic });
    expect([answer.status, errorCode(answer)]).toEqual([404, 'NAME_UNKNOWN']);
  });

  it('does not revive what was deleted here', async () => {
    completeEnvironment({ UPSTREAM_MODE: 'shared' });
    await push(through('shared/deleted'), 'v1', images[0]!);
    expect((await ask(gateway.url, 'DELETE /v2/shared/deleted/manifests/v1', { as: ula.basic })).status).toBe(
      202,
    );
    for (const reference of ['v1', images[0]!.digest]) {
      const answer = await ask(gateway.url, `GET /v2/shared/deleted/manifests/${reference}`, {
        as: ula.basic,
      });
      expect([answer.status, errorCode(answer)]).toEqual([404, 'MANIFEST_UNKNOWN']);
    }
    const blob = images[0]!.blobs[1]!.digest;
    expect((await ask(gateway.url, `GET /v2/shared/deleted/blobs/${blob}`, { as: ula.basic })).status).toBe(
      404,
    );
  });
});

describe('deleting a tag', () => {
  it('leaves its siblings, and a digest that several tags share is refused', async () => {
    for (const tag of ['v1', 'v2', 'v3']) await push(through('shared/siblings'), tag, images[0]!);
    const refused = await ask(gateway.url, `DELETE /v2/shared/siblings/manifests/${images[0]!.digest}`, {
      as: ula.basic,
    });
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('v1, v2, v3')]);
    expect(
      (await ask(gateway.url, 'DELETE /v2/shared/siblings/manifests/v1', { as: ula.basic })).status,
    ).toBe(202);
    expect(
      (await ask(gateway.url, 'DELETE /v2/shared/siblings/manifests/v1', { as: ula.basic })).status,
    ).toBe(404);
    expect(await digestOf('/v2/shared/siblings/manifests/v2')).toBe(images[0]!.digest);
    expect((await ask(registry.url, 'GET /v2/shared/siblings/tags/list')).text).not.toContain('"v1"');
  });
});

describe('a registry whose deletes are off', () => {
  it('is named by readyz and refused deletes, and all else works', async () => {
    await push(through('shared/keeping'), 'v1', images[0]!);
    await registry.restart({ storage: { delete: { enabled: false } } });
    await capabilities({ fresh: true });
    const { checks } = JSON.parse((await ask(gateway.url, 'GET /readyz')).text) as {
      checks: Record<string, { ok: boolean; message: string }>;
    };
    expect([checks.registry?.ok, checks.deletes]).toEqual([
      true,
      { ok: false, message: expect.stringContaining('set storage.delete.enabled to true') as string },
    ]);
    const refused = await ask(gateway.url, 'DELETE /v2/shared/keeping/manifests/v1', { as: ula.basic });
    expect([refused.status, errorCode(refused)]).toEqual([405, 'UNSUPPORTED']);
    expect(refused.text).toContain('set storage.delete.enabled to true');
    expect(await digestOf('/v2/shared/keeping/manifests/v1')).toBe(images[0]!.digest);
    await push(through('shared/keeping'), 'v2', images[1]!);

    await registry.restart({ storage: { delete: { enabled: true } } });
    await capabilities({ fresh: true });
    const deleted = await ask(gateway.url, 'DELETE /v2/shared/keeping/manifests/v1', { as: ula.basic });
    expect(deleted.status).toBe(202);
  });
});

describe('a registry that redirects to its storage', () => {
  it('is followed without our name and password', async () => {
    const { digest, bytes } = images[3]!.blobs[1]!;
    await push(through('shared/stored'), 'v1', images[3]!);
    const asked: http.IncomingHttpHeaders[] = [];
    const storage = await serve((request, response) => {
      asked.push(request.headers);
      response.writeHead(206, { 'content-range': 'bytes 1-3/9' }).end(bytes.subarray(1, 4));
    });
    const front = await serve((request, response) => {
      asked.push(request.headers);
      response.writeHead(307, { location: `${storage.url}/signed?key=1` }).end();
    });
    completeEnvironment({
      REGISTRY_URL: front.url,
      REGISTRY_USERNAME: 'lighter',
      REGISTRY_PASSWORD: 'secret',
    });
    const answer = await ask(gateway.url, `GET /v2/shared/stored/blobs/${digest}`, {
      as: ula.basic,
      headers: { range: 'bytes=1-3' },
    });
    completeEnvironment({ REGISTRY_USERNAME: undefined, REGISTRY_PASSWORD: undefined });
    expect([answer.status, answer.body.equals(bytes.subarray(1, 4)), answer.headers.location]).toEqual([
      206,
      true,
      undefined,
    ]);
    expect(asked.map(({ authorization, range }) => [authorization?.split(' ')[0], range])).toEqual([
      ['Basic', 'bytes=1-3'],
      [undefined, 'bytes=1-3'],
    ]);
    for (const server of [storage, front]) server.close();
  });
});

describe('when something behind is down', () => {
  it('pulls of manifests go on without the registry, and the rest says so', async () => {
    await push(through('shared/down'), 'v1', images[0]!);
    const address = env().registryUrl;
    closeUpstream();
    completeEnvironment({ REGISTRY_URL: 'http://127.0.0.1:1' });
    expect(await digestOf('/v2/shared/down/manifests/v1')).toBe(images[0]!.digest);
    const blob = await ask(gateway.url, `GET /v2/shared/down/blobs/${images[0]!.blobs[1]!.digest}`, {
      as: ula.basic,
    });
    const upload = await ask(gateway.url, 'POST /v2/shared/down/blobs/uploads/', { as: ula.basic });
    for (const answer of [blob, upload])
      expect([answer.status, errorCode(answer)]).toEqual([502, 'UNAVAILABLE']);
    // What it said a moment ago stands for a second.
    await until('readyz says so', async () =>
      (await ask(gateway.url, 'GET /readyz')).text.includes('"registry":{"ok":false'),
    );
    completeEnvironment({ REGISTRY_URL: address });
  });

  it('a request without the database is told when to come back', async () => {
    const address = env().databaseUrl;
    await closeDatabase();
    completeEnvironment({ DATABASE_URL: 'postgres://lighter@127.0.0.1:1/lighter' });
    const started = Date.now();
    const answer = await ask(gateway.url, 'GET /v2/shared/down/manifests/v1', { as: ula.basic });
    expect([answer.status, errorCode(answer), answer.headers['retry-after']]).toEqual([
      503,
      'UNAVAILABLE',
      '2',
    ]);
    expect(Date.now() - started).toBeLessThan(5_000);
    await closeDatabase();
    completeEnvironment({ DATABASE_URL: address });
    expect(await query('SELECT 1')).toHaveLength(1);
    expect(await digestOf('/v2/shared/down/manifests/v1')).toBe(images[0]!.digest);
  });
});

async function serve(handle: http.RequestListener): Promise<{ url: string; close(): void }> {
  const server = http.createServer(handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => void server.close(),
  };
}
