import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { readUsage } from '#lib/db/quota.ts';
import { digestOf } from '#lib/oci/digest.ts';
import { ask, gatewayHere, makeAccount, type Account } from '../../e2e/support/gateway.ts';
import { buildImage, type Content, type Image } from '../../e2e/support/images.ts';
import { makeProjectWith } from '../../e2e/support/rows.ts';
import { ACTOR, ROOT } from '../../e2e/support/service-push.ts';
import { deleteTags } from './delete-tags.ts';
import { purge } from './purge.ts';
import { setQuota } from './set-quota.ts';

let gateway: Awaited<ReturnType<typeof gatewayHere>>;
let rita: Account;
beforeAll(async () => {
  gateway = await gatewayHere();
  rita = await makeAccount('rita');
});
afterAll(() => gateway.close());

/** Images that share layers with each other in many ways. */
const layer = (name: string, size: number) => ({
  instruction: `COPY ${name} /`,
  files: [{ kind: 'file' as const, path: name, bytes: randomBytes(size) }],
});
const LAYERS = [layer('a', 3_000), layer('b', 2_000), layer('c', 1_000), layer('d', 500)];
const IMAGES = [[0], [0, 1], [1, 2], [0, 2, 3], [3], [0, 1, 2, 3]].map((parts, i) =>
  buildImage(
    'amd64',
    { Labels: { i: String(i) } },
    parts.map((part) => LAYERS[part]!),
  ),
);

type Step =
  | { do: 'push'; repository: string; tag: string; image: number }
  | { do: 'delete'; repository: string; tag: string }
  | { do: 'upload'; repository: string; image: number }
  | { do: 'fail'; repository: string };

const repository = fc.constantFrom('one', 'two', 'three');
const tag = fc.constantFrom('v1', 'v2', 'latest');
const image = fc.nat(IMAGES.length - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('push' as const), repository, tag, image }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('delete' as const), repository, tag }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('upload' as const), repository, image }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fail' as const), repository }) },
);
/** Steps of a batch go on at the same time; what is done after it, alone. */
const batches = fc.array(
  fc.record({
    steps: fc.array(step, { minLength: 1, maxLength: 5 }),
    then: fc.constantFrom('nothing', 'purge', 'a day passes'),
  }),
  { minLength: 4, maxLength: 8 },
);

it(
  'a usage is what a recount gives, after any mix of pushes, deletes and failures',
  { timeout: 240_000 },
  async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(batches, fc.constantFrom(null, 6_000, 1_000_000), async (batches, quota) => {
        const name = `recount-${run++}`;
        await makeProjectWith(name, 'private', [[rita, 'maintainer']]);
        const root = ROOT as typeof ROOT & { kind: 'user' };
        await setQuota(root, name, { bytes: quota, repositories: null, tags: null }, ACTOR);
        const uploaded = new Map<string, number>();
        for (const { steps, then } of batches) {
          await Promise.all(steps.map((step) => carryOut(name, step, uploaded)));
          await expectRecount(name, uploaded, quota);
          await carryOutAfter(name, then, uploaded);
          await expectRecount(name, uploaded, quota);
        }
      }),
      { numRuns: 6, endOnFailure: true },
    );
  },
);

async function expectRecount(
  name: string,
  uploaded: Map<string, number>,
  quota: number | null,
): Promise<void> {
  const [project] = await query<{ id: number; stored: number }>(
    'SELECT id, stored_bytes AS stored FROM project WHERE name = $1',
    [name],
  );
  const named = await query<{ digest: string; size: number }>(
    `SELECT DISTINCT b.digest, b.size FROM manifest_blob b JOIN repository r ON r.id = b.repository_id WHERE r.project_id = $1`,
    [project!.id],
  );
  const sum = (sizes: Iterable<number>) => [...sizes].reduce((total, size) => total + size, 0);
  expect(project!.stored).toBe(sum(named.map(({ size }) => size)));
  const all = new Map([...uploaded, ...named.map(({ digest, size }) => [digest, size] as const)]);
  const { usage } = (await readUsage(project!.id))!;
  const [tags] = await query<{ count: number }>(
    `SELECT count(*) FROM tag t JOIN repository r ON r.id = t.repository_id WHERE r.project_id = $1`,
    [project!.id],
  );
  expect(usage).toMatchObject({ bytes: sum(all.values()), tags: tags!.count });
  if (quota !== null) expect(usage.bytes).toBeLessThanOrEqual(quota);
}

async function carryOut(project: string, step: Step, uploaded: Map<string, number>): Promise<void> {
  const repository = `${project}/${step.repository}`;
  switch (step.do) {
    case 'push':
      return push(repository, step.tag, IMAGES[step.image]!, uploaded);
    case 'upload':
      for (const blob of IMAGES[step.image]!.blobs) await uploadBlob(repository, blob, uploaded);
      return;
    case 'delete':
      await deleteTags({ repository, tags: [step.tag], actor: ACTOR }).catch(unlessMissing);
      return;
    case 'fail': {
      const bytes = randomBytes(700);
      const started = await send(`POST /v2/${repository}/blobs/uploads/`);
      if (started.status === 202)
        await send(`PUT ${started.headers.location}&digest=${digestOf(randomBytes(8))}`, { body: bytes });
    }
  }
}

function unlessMissing(error: unknown): void {
  if ((error as { code?: string }).code !== 'NAME_UNKNOWN') throw error;
}

async function carryOutAfter(project: string, then: string, uploaded: Map<string, number>): Promise<void> {
  const inProject = `FROM repository r JOIN project p ON p.id = r.project_id WHERE p.name = $1`;
  if (then === 'purge') {
    await query(
      `UPDATE trash_entry SET expires_at = now() WHERE repository_id IN (SELECT r.id ${inProject})`,
      [project],
    );
    await purge();
  }
  if (then === 'a day passes') {
    await query(
      `UPDATE project_blob SET uploaded_at = uploaded_at - interval '1 day' WHERE project_id = (SELECT id FROM project WHERE name = $1)`,
      [project],
    );
    uploaded.clear();
  }
}

const send = (request: string, options: Parameters<typeof ask>[2] = {}) =>
  ask(gateway.url, request, { as: rita.basic, ...options });

async function push(
  repository: string,
  tag: string,
  image: Image,
  uploaded: Map<string, number>,
): Promise<void> {
  for (const blob of image.blobs) if (!(await uploadBlob(repository, blob, uploaded))) return;
  const answer = await send(`PUT /v2/${repository}/manifests/${tag}`, {
    body: image.bytes,
    headers: { 'content-type': image.mediaType },
  });
  expect([201, 403]).toContain(answer.status);
}

/** As a client does: only what is not there. @returns whether it is there now */
async function uploadBlob(
  repository: string,
  blob: Content,
  uploaded: Map<string, number>,
): Promise<boolean> {
  if ((await send(`HEAD /v2/${repository}/blobs/${blob.digest}`)).status === 200) return true;
  const started = await send(`POST /v2/${repository}/blobs/uploads/`);
  if (started.status !== 202) return false;
  const put = await send(`PUT ${started.headers.location}&digest=${blob.digest}`, { body: blob.bytes });
  if (put.status === 201) uploaded.set(blob.digest, blob.size);
  return put.status === 201;
}
