import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { readUsage } from '#lib/db/quota.ts';
import { digestOf } from '#lib/oci/digest.ts';
import type { QuotaLimits } from '#lib/schemas/quotas.ts';
import { deleteTags } from '#lib/services/delete-tags.ts';
import { restoreTrash } from '#lib/services/restore-trash.ts';
import { setQuota } from '#lib/services/set-quota.ts';
import type { Answered } from '../../e2e/support/gateway.ts';
import { ask, gatewayHere, makeAccount, type Account } from '../../e2e/support/gateway.ts';
import { smallImages, type Image } from '../../e2e/support/images.ts';
import { push, putBlob } from '../../e2e/support/push.ts';
import { makeProjectWith } from '../../e2e/support/rows.ts';
import { ACTOR, ROOT } from '../../e2e/support/service-push.ts';

const KIB = 1024;
const NONE: QuotaLimits = { bytes: null, repositories: null, tags: null };
let gateway: Awaited<ReturnType<typeof gatewayHere>>;
let quin: Account;

beforeAll(async () => {
  gateway = await gatewayHere();
  quin = await makeAccount('quin');
});
afterAll(() => gateway.close());

const send = (request: string, options: Parameters<typeof ask>[2] = {}) =>
  ask(gateway.url, request, { as: quin.basic, ...options });
const target = (repository: string) => ({ url: gateway.url, repository, authorization: quin.basic });
const limit = (project: string, quota: Partial<QuotaLimits>) =>
  setQuota(ROOT as typeof ROOT & { kind: 'user' }, project, { ...NONE, ...quota }, ACTOR);

async function project(name: string, quota: Partial<QuotaLimits>): Promise<string> {
  await makeProjectWith(name, 'private', [[quin, 'maintainer']]);
  await limit(name, quota);
  return name;
}

const idOf = async (name: string) =>
  (await query<{ id: number }>('SELECT id FROM project WHERE name = $1', [name]))[0]!.id;
const used = async (name: string) => (await readUsage(await idOf(name)))!.usage;
const held = () => query('SELECT holder FROM quota_reservation');

async function upload(repository: string, bytes: Buffer): Promise<Answered> {
  const started = await send(`POST /v2/${repository}/blobs/uploads/`);
  if (started.status !== 202) return started;
  return send(`PUT ${started.headers.location}&digest=${digestOf(bytes)}`, { body: bytes });
}

const message = ({ text }: Answered) =>
  (JSON.parse(text) as { errors: { code: string; message: string }[] }).errors[0]!;
const putManifest = (repository: string, reference: string, image: Image) =>
  send(`PUT /v2/${repository}/manifests/${reference}`, {
    body: image.bytes,
    headers: { 'content-type': image.mediaType },
  });

describe('a quota of bytes', () => {
  it('refuses at the close what does not fit, and at the start once it is used up', async () => {
    const name = await project('q-close', { bytes: 100 * KIB });
    const first = randomBytes(60 * KIB);
    expect((await upload(`${name}/a`, first)).status).toBe(201);
    const refused = await upload(`${name}/a`, randomBytes(50 * KIB));
    expect(refused.status).toBe(403);
    expect(message(refused)).toMatchObject({
      code: 'DENIED',
      message:
        'quota of q-close exceeded: 60 KiB of 100 KiB used, and this needs 50 KiB more. Delete images, or ask an administrator for a larger quota.',
    });
    expect(await used(name)).toMatchObject({ bytes: 60 * KIB });
    expect((await upload(`${name}/b`, randomBytes(40 * KIB))).status).toBe(201);
    const start = await send(`POST /v2/${name}/a/blobs/uploads/`);
    expect([start.status, message(start).message]).toEqual([
      403,
      'quota of q-close exceeded: 100 KiB of 100 KiB used. Delete images, or ask an administrator for a larger quota.',
    ]);
    // The same bytes once more in the project need no room.
    const mount = await send(`POST /v2/${name}/c/blobs/uploads/?mount=${digestOf(first)}&from=${name}/a`);
    expect(mount.status).toBe(201);
    expect(await used(name)).toMatchObject({ bytes: 100 * KIB });
    expect(await held()).toEqual([]);
  });

  it('lets a stream go a tenth beyond, no further, and refuses its close', async () => {
    const name = await project('q-stream', { bytes: 100 * KIB });
    const { headers } = await send(`POST /v2/${name}/a/blobs/uploads/`);
    const bytes = randomBytes(105 * KIB);
    const chunk = await send(`PATCH ${headers.location}`, { body: bytes });
    expect(chunk.status).toBe(202);
    expect(await held()).toHaveLength(1);
    const close = await send(`PUT ${chunk.headers.location}&digest=${digestOf(bytes)}`);
    expect([close.status, message(close).code]).toEqual([403, 'DENIED']);
    // It was given up, here and upstream.
    expect((await send(`GET ${chunk.headers.location}`)).status).toBe(404);
    const { headers: second } = await send(`POST /v2/${name}/a/blobs/uploads/`);
    const far = await send(`PATCH ${second.location}`, { body: randomBytes(120 * KIB) });
    expect([far.status, message(far).code]).toEqual([403, 'DENIED']);
    expect(await held()).toEqual([]);
    expect(await used(name)).toMatchObject({ bytes: 0 });
  });

  it('breaks off a stream of unknown length that goes far beyond', async () => {
    const name = await project('q-endless', { bytes: 100 * KIB });
    const { headers } = await send(`POST /v2/${name}/a/blobs/uploads/`);
    const request = http.request(new URL(headers.location!, gateway.url), {
      method: 'PATCH',
      headers: { authorization: quin.basic, 'transfer-encoding': 'chunked' },
    });
    const answered = once(request, 'response').then(
      ([answer]) => (answer as http.IncomingMessage).statusCode,
    );
    const broken = once(request, 'error').then(() => 'broken');
    const ended = Promise.race([answered, broken]);
    const part = randomBytes(1024 * KIB);
    let over = false;
    void ended.then(() => (over = true));
    while (!over) if (!request.write(part)) await Promise.race([once(request, 'drain'), ended]);
    // A client that only writes may see no more than a broken connection.
    expect([403, 'broken']).toContain(await ended);
    request.destroy();
    await expect.poll(held).toEqual([]);
  });

  it('counts the trash, says how much of it there is, and frees nothing before a purge', async () => {
    const name = await project('q-trash', { bytes: 1024 * KIB });
    const [image, other] = smallImages(2, 'q-trash') as [Image, Image];
    await push(target(`${name}/a`), 'v1', image);
    const { bytes } = await used(name);
    await limit(name, { bytes });
    const { trashIds } = await deleteTags({ repository: `${name}/a`, tags: ['v1'], actor: ACTOR });
    expect(await used(name)).toMatchObject({ bytes });
    const refused = await upload(`${name}/a`, other.blobs[0]!.bytes);
    expect(message(refused).message).toMatch(
      / used, \S+ \S+ of it in the trash\. Delete images and purge the trash, /,
    );
    // What the trash holds needs no room to come back.
    await restoreTrash({ id: trashIds[0]!, actor: ACTOR });
    expect(await used(name)).toMatchObject({ bytes });
  });

  it('refuses a manifest over blobs that count no more', async () => {
    const name = await project('q-late', {});
    const [image] = smallImages(1, 'q-late') as [Image];
    for (const blob of image.blobs) await putBlob(target(`${name}/a`), blob);
    await query(`UPDATE project_blob SET uploaded_at = now() - interval '25 hours' WHERE project_id = $1`, [
      await idOf(name),
    ]);
    expect(await used(name)).toMatchObject({ bytes: 0 });
    await limit(name, { bytes: 10 });
    const refused = await putManifest(`${name}/a`, 'v1', image);
    expect([refused.status, message(refused).code]).toEqual([403, 'DENIED']);
    await limit(name, { bytes: 10 * KIB });
    expect((await putManifest(`${name}/a`, 'v1', image)).status).toBe(201);
    // What it holds already may be named again, however little is allowed by then.
    await limit(name, { bytes: 1 });
    expect((await putManifest(`${name}/a`, 'v2', image)).status).toBe(201);
  });

  it('lets through as many at the same time as there is room for', async () => {
    const name = await project('q-many', { bytes: 115 * KIB });
    const uploads = await Promise.all(
      Array.from({ length: 8 }, (_, i) => upload(`${name}/r${i % 3}`, randomBytes(30 * KIB))),
    );
    expect(uploads.filter(({ status }) => status === 201)).toHaveLength(3);
    const same = randomBytes(10 * KIB);
    const shared = await Promise.all(Array.from({ length: 4 }, (_, i) => upload(`${name}/s${i}`, same)));
    expect(shared.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(await used(name)).toMatchObject({ bytes: 100 * KIB });
  });
});

describe('a quota of tags, or of repositories', () => {
  it('counts what is new, at the same time too', async () => {
    const name = await project('q-tags', { tags: 3 });
    const [image, other] = smallImages(2, 'q-tags') as [Image, Image];
    for (const one of [image, other]) for (const blob of one.blobs) await putBlob(target(`${name}/a`), blob);
    const pushes = await Promise.all(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((tag) => putManifest(`${name}/a`, tag, image)),
    );
    expect(pushes.filter(({ status }) => status === 201)).toHaveLength(3);
    expect(message(pushes.find(({ status }) => status === 403)!).message).toBe(
      'quota of q-tags exceeded: it has 3 of 3 tags. Delete some, or ask an administrator for a larger quota.',
    );
    const known = ['a', 'b', 'c', 'd', 'e', 'f'][pushes.findIndex(({ status }) => status === 201)]!;
    expect((await putManifest(`${name}/a`, known, other)).status).toBe(201);
    expect((await putManifest(`${name}/a`, image.digest, image)).status).toBe(201);
  });

  it('takes several first manifests of one new repository for one', async () => {
    const name = await project('q-repos', { repositories: 1 });
    const images = smallImages(3, 'q-repos');
    for (const image of images) for (const blob of image.blobs) await putBlob(target(`${name}/a`), blob);
    for (const blob of images[0]!.blobs) await putBlob(target(`${name}/b`), blob);
    const pushes = await Promise.all(images.map((image, i) => putManifest(`${name}/a`, `v${i}`, image)));
    expect(pushes.map(({ status }) => status)).toEqual([201, 201, 201]);
    const refused = await putManifest(`${name}/b`, 'v1', images[0]!);
    expect([refused.status, message(refused).message]).toEqual([
      403,
      'quota of q-repos exceeded: it has 1 of 1 repositories. Delete the tags of one, or ask an administrator for a larger quota.',
    ]);
  });
});
