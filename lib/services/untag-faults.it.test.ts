import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { completeEnvironment } from '#lib/env/env.ts';
import { getManifest, headManifest } from '#lib/registry/manifests.ts';
import { listTags } from '#lib/registry/tags.ts';
import { each } from '#lib/registry/each.ts';
import { smallImages } from '../../e2e/support/images.ts';
import type { Registry } from '../../e2e/support/registry.ts';
import { startRegistry } from '../../e2e/support/registry.ts';
import { ACTOR, pushThroughServices } from '../../e2e/support/service-push.ts';
import { deleteTags } from './delete-tags.ts';
import { settleOverdue } from './settle-operations.ts';

const TAGS = 500;
let registry: Registry;

beforeAll(async () => {
  registry = await startRegistry();
  completeEnvironment({ REGISTRY_URL: registry.url });
});
afterAll(() => registry.stop());

/** How many of the doomed tags upstream has pointed at the scratch so far. */
async function onScratch(doomed: string[], digest: string): Promise<number> {
  const digests = await each(doomed, (tag) => headManifest('fault/untag', tag).catch(() => null));
  return digests.filter((one) => one !== null && one !== digest).length;
}

it(
  'a registry killed in mid-untag of 500 tags leaves no tag on a scratch and no sibling lost',
  { timeout: 240_000 },
  async () => {
    const [doomedImage, otherImage] = smallImages(2, 'faults');
    const doomed = Array.from({ length: TAGS }, (_, i) => `pr-${i}`);
    for (const tag of ['keep-1', 'keep-2']) await pushThroughServices('fault/untag', tag, doomedImage!);
    await pushThroughServices('fault/untag', 'other', otherImage!);
    await each(doomed, (tag) => pushThroughServices('fault/untag', tag, doomedImage!), 4);

    const deleting = deleteTags({ repository: 'fault/untag', tags: doomed, actor: ACTOR });
    const outcome = deleting.then(
      () => 'done',
      (error: { code: string }) => error.code,
    );
    while ((await onScratch(doomed.slice(0, 40), doomedImage!.digest)) === 0) await delay(20);
    await registry.kill();
    expect(await outcome).toBe('UPSTREAM_ERROR');

    // Until it is settled, nobody may push or delete what it is at.
    await registry.restart();
    expect(await query('SELECT 1 FROM operation_key')).toHaveLength(TAGS);

    // Killed once more, while the recovery deletes.
    await query('UPDATE operation SET deadline_at = now()');
    const settling = settleOverdue().catch(() => 0);
    await delay(700);
    await registry.kill();
    await settling;
    await registry.restart();

    await query('UPDATE operation SET deadline_at = now()');
    expect(await settleOverdue()).toBe(1);
    expect((await listTags('fault/untag')).sort()).toEqual(['keep-1', 'keep-2', 'other']);
    for (const tag of ['keep-1', 'keep-2'])
      expect((await getManifest('fault/untag', tag))?.digest).toBe(doomedImage!.digest);
    expect((await getManifest('fault/untag', 'other'))?.digest).toBe(otherImage!.digest);
    expect(await query('SELECT 1 FROM operation')).toEqual([]);
    expect(await query('SELECT 1 FROM trash_entry')).toHaveLength(TAGS);
    expect(await query<{ name: string }>('SELECT name FROM tag ORDER BY name')).toEqual([
      { name: 'keep-1' },
      { name: 'keep-2' },
      { name: 'other' },
    ]);

    // The names are free again, and a push of one of them stays.
    await pushThroughServices('fault/untag', 'pr-7', otherImage!);
    expect(await headManifest('fault/untag', 'pr-7')).toBe(otherImage!.digest);
  },
);
