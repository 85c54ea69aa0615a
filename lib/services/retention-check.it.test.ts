import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { recordPulls } from '#lib/db/gateway-pulls.ts';
import { findRepository } from '#lib/db/index-repositories.ts';
import { query } from '#lib/db/pool.ts';
import type { ClaimedRun } from '#lib/db/retention-runs.ts';
import { claimRetentionRun } from '#lib/db/retention-runs.ts';
import { transaction } from '#lib/db/transaction.ts';
import { startRunInput } from '#lib/schemas/retention-runs.ts';
import { compared, deleting, pushOld } from '../../e2e/support/cleanup.ts';
import type { Image, ImageIndex } from '../../e2e/support/images.ts';
import { busyboxIndex, smallImages } from '../../e2e/support/images.ts';
import { ACTOR, pushThroughServices, ROOT } from '../../e2e/support/service-push.ts';
import { deleteTags } from './delete-tags.ts';
import { reportInUse } from './in-use.ts';
import type { Planned } from './plan-retention.ts';
import { planRetention } from './plan-retention.ts';
import type { RunScope } from './retention-check.ts';
import { checkTags, checkUntagged, PlanOutdated, RunTaken } from './retention-check.ts';
import { previewRetention } from './preview-retention.ts';
import { stopRun } from './retention-runs.ts';
import { startRun } from './start-run.ts';

// What comes between the plan of a batch and its keys.

const root = ROOT as Parameters<typeof startRun>[0];
const POLICY = deleting('pr-*');
const NAME = 'check/app';
let index: ImageIndex;
let images: Image[];
let run: ClaimedRun;
let scope: RunScope;

beforeAll(async () => {
  await compared();
  index = await busyboxIndex('check');
  images = smallImages(4, 'check');
  await pushThroughServices(NAME, 'v1', images[0]!);
  const { id: repositoryId, projectId } = (await findRepository(NAME))!;
  scope = { repositoryId, projectId };
  await pushTags();
  const { planId } = await previewRetention(root, { project: 'check', policy: POLICY });
  await startRun(root, 'check', startRunInput.parse({ planId }), ACTOR);
  run = (await claimRetentionRun(randomUUID()))!;
});

const pushTags = async () => {
  await pushOld(NAME, 'pr-1', index, 20);
  await pushOld(NAME, 'pr-2', images[1]!, 30);
};
const plan = () => planRetention('check', scope, POLICY);
const check = (planned: Planned) => {
  const tags = planned.snapshot.repositories.flatMap((one) => one.tags).filter(({ name }) => name !== 'v1');
  return transaction((tx) => checkTags(tx, run, scope, planned, tags));
};

it('lets through what is as it was', async () => {
  await expect(check(await plan())).resolves.toBeUndefined();
});

it.each<[string, () => Promise<unknown>]>([
  ['a push of another image', () => pushThroughServices(NAME, 'pr-2', images[2]!)],
  ['a push of the same image', () => pushThroughServices(NAME, 'pr-2', images[2]!)],
  ['a HEAD by tag', () => recordPulls([{ ...scope, tag: 'pr-2', digest: images[2]!.digest, pulls: 0 }])],
  [
    'a pull of a platform by digest',
    () => recordPulls([{ ...scope, tag: null, digest: index.images[0]!.digest, pulls: 1 }]),
  ],
  ['a report', () => reportInUse(root, 'check', { digests: [], ttlSeconds: 60 }, ACTOR)],
  ['the same report again', () => reportInUse(root, 'check', { digests: [], ttlSeconds: 60 }, ACTOR)],
  [
    'a delete of another tag',
    async () => {
      await pushThroughServices(NAME, 'v9', images[3]!);
      await deleteTags({ repository: NAME, tags: ['v9'], actor: ACTOR });
    },
  ],
  ['a doubt whether the tag is there', () => query(`UPDATE tag SET missing = true WHERE name = 'pr-2'`)],
])('notices %s', async (_, meanwhile) => {
  const planned = await plan();
  await meanwhile();
  await expect(check(planned)).rejects.toBeInstanceOf(PlanOutdated);
  await expect(check(await plan().then(withoutMissing))).resolves.toBeUndefined();
});

/** Of a tag that is missing nothing is to be checked: the plan protects it. */
function withoutMissing(planned: Planned): Planned {
  for (const one of planned.snapshot.repositories)
    one.tags = one.tags.filter(({ locked }) => locked === null);
  return planned;
}

it('notices a push by digest of what no tag holds', async () => {
  const image = smallImages(1, 'check-digest')[0]!;
  await pushThroughServices(NAME, image.digest, image);
  const planned = await plan();
  const ask = (asked: Planned) =>
    transaction((tx) => checkUntagged(tx, run, scope, asked, [image.digest])).then((ids) => ids.size);
  expect(await ask(planned)).toBe(1);
  await pushThroughServices(NAME, image.digest, image);
  await expect(ask(planned)).rejects.toBeInstanceOf(PlanOutdated);
  expect(await ask(await plan())).toBe(1);
});

it('deletes nothing for a run that is to stop, or is another worker’s', async () => {
  const planned = withoutMissing(await plan());
  const held = run;
  run = { ...held, worker: randomUUID() };
  await expect(check(planned)).rejects.toBeInstanceOf(RunTaken);
  run = held;
  await expect(check(planned)).resolves.toBeUndefined();
  await stopRun(root, { project: 'check', run: String(run.id) }, ACTOR);
  await expect(check(planned)).rejects.toBeInstanceOf(RunTaken);
});
