import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import type { Principal } from '#lib/policies/can.ts';
import { ANONYMOUS } from '#lib/policies/can.ts';
import type { PushGroup } from '#lib/schemas/system.ts';
import { makeProjectWith, makeUser } from '../../e2e/support/rows.ts';
import { ROOT } from '../../e2e/support/service-push.ts';
import { listPushes } from './list-pushes.ts';

let ann: Principal;
const HEX = 'a'.repeat(64);

beforeAll(async () => {
  ann = await makeUser('ann');
  await makeProjectWith('open', 'public', []);
  await makeProjectWith('closed', 'private', []);
  await query(`INSERT INTO repository (name, project_id, last_pushed_at)
    SELECT p.name || '/' || r.name, p.id, now() FROM project p, (VALUES ('app'), ('web')) r(name)
    WHERE p.name IN ('open', 'closed')`);
});

beforeEach(async () => {
  await query('DELETE FROM tag_event');
});

type Push = { repository?: string; actor?: string | null; ago?: number; from?: string; to?: string };

/** Pushes one after the other; `ago`: minutes. */
async function push(tags: string[], options: Push = {}): Promise<void> {
  const { repository = 'open/app', actor = 'ann', ago = 0, from = null, to = 'sha256:new' } = options;
  await query(
    `INSERT INTO tag_event (repository_id, tag, kind, from_digest, to_digest, actor, at)
     SELECT r.id, tag, 'pushed', $4, $5, $3, now() - make_interval(mins => $6)
     FROM repository r, unnest($2::text[]) WITH ORDINALITY AS t(tag, place) WHERE r.name = $1 ORDER BY place`,
    [repository, tags, actor, from, to, ago],
  );
}

const numbered = (count: number, prefix = 'pr') => Array.from({ length: count }, (_, n) => `${prefix}-${n}`);
const shown = async (who: 'all' | 'mine' = 'all', principal: Principal = ROOT) =>
  (await listPushes(principal, { who })).items;
const told = (groups: PushGroup[]) =>
  groups.map(({ repository, actor, tagCount }) => `${actor} ${repository} ${tagCount}`);

describe('pushes of one deed', () => {
  it('are one, however many tags, and name the latest', async () => {
    await push(numbered(120));
    const [group, ...others] = await shown();
    expect(others).toEqual([]);
    expect(group).toMatchObject({ repository: 'open/app', actor: 'ann', tagCount: 120, more: false });
    expect(group!.tags).toEqual(['pr-119', 'pr-118', 'pr-117', 'pr-116']);
  });

  it('stay one while others push between them', async () => {
    await push(['1'], { ago: 3 });
    await push(['x'], { ago: 2, repository: 'open/web', actor: 'ben' });
    await push(['y'], { ago: 2, actor: 'ben' });
    await push(['2'], { ago: 1 });
    expect(told(await shown())).toEqual(['ann open/app 2', 'ben open/app 1', 'ben open/web 1']);
  });

  it('end when ten minutes pass without one', async () => {
    await push(['1'], { ago: 25 });
    await push(['2'], { ago: 16 });
    await push(['3'], { ago: 5 });
    expect(told(await shown())).toEqual(['ann open/app 1', 'ann open/app 2']);
  });

  it('count a tag once that moved twice, and tell where it came from and went', async () => {
    await push(['latest'], { from: 'sha256:one', to: 'sha256:two' });
    await push(['latest'], { from: 'sha256:two', to: 'sha256:three' });
    expect(await shown()).toMatchObject([
      { tagCount: 1, tags: ['latest'], fromDigest: 'sha256:one', toDigest: 'sha256:three' },
    ]);
  });

  it('say that there may be more beyond what is looked at', async () => {
    await push(numbered(1_001));
    expect(await shown()).toMatchObject([{ tagCount: 1_000, more: true }]);
    expect(await shown('mine', ann)).toMatchObject([{ tagCount: 1_000, more: true }]);
  });

  it('leave out the signatures that came along', async () => {
    await push(['1.0', `sha256-${HEX}.sig`, `sha256-${HEX}.att`]);
    expect(await shown()).toMatchObject([{ tagCount: 1, tags: ['1.0'] }]);
  });
});

it('are at most twenty, the latest first', async () => {
  for (let n = 0; n < 24; n++) await push([`v${n}`], { ago: 24 * 60 - n * 60 });
  const groups = await shown();
  expect(groups.map(({ tags: [tag] }) => tag)).toEqual(numbered(20, 'v').map((_, n) => `v${23 - n}`));
});

describe('mine', () => {
  it('are those of the asker, whatever others pushed since', async () => {
    await push(['own'], { ago: 60 });
    await push(numbered(1_100), { actor: 'ben' });
    expect(told(await shown('mine', ann))).toEqual(['ann open/app 1']);
  });

  it('leave out what the asker may no longer see', async () => {
    await push(['secret'], { repository: 'closed/app' });
    await push(['own']);
    expect(told(await shown('mine', ann))).toEqual(['ann open/app 1']);
    expect(told(await shown('all', ann))).toEqual(['ann open/app 1']);
  });

  it('are none for somebody who is not signed in', async () => {
    await push(['own']);
    expect(await shown('mine', ANONYMOUS)).toEqual([]);
    expect(told(await shown('all', ANONYMOUS))).toEqual(['ann open/app 1']);
  });
});
