import { beforeAll, describe, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import type { ManifestKind, Tag, TagStatus } from '#lib/schemas/repositories.ts';
import { tagsQuery } from '#lib/schemas/repositories.ts';
import { attestedIndex, referrer } from '../../e2e/support/attachments.ts';
import type { ImageIndex } from '../../e2e/support/images.ts';
import { imageIndex, smallImages } from '../../e2e/support/images.ts';
import { pushThroughServices, ROOT } from '../../e2e/support/service-push.ts';
import { getManifest } from './get-manifest.ts';
import { listTags } from './list-tags.ts';

const REPOSITORY = 'marks/app';
const [plain, signed, noted, bundled, ofIndex, attestation, other] = smallImages(7, 'marks');
const index = attestedIndex([{ ...ofIndex!, architecture: 'amd64' }], attestation!);
let sparse: ImageIndex;

const push = (tag: string, image: Parameters<typeof pushThroughServices>[2]) =>
  pushThroughServices(REPOSITORY, tag, image);
const list = (input: Record<string, unknown> = {}) =>
  listTags(ROOT, { ...tagsQuery.parse(input), repository: REPOSITORY });
const names = async (input: Record<string, unknown>) =>
  (await list({ sort: 'name', ...input })).items.map((tag) => tag.name).sort();
const named = async (name: string): Promise<Tag> =>
  (await list({ attachments: 'true' })).items.find((tag) => tag.name === name)!;

beforeAll(async () => {
  await push('plain', plain!);
  await push('signed', signed!);
  await push('noted', noted!);
  await push('bundled', bundled!);
  await push('index', index);
  sparse = imageIndex([{ ...other!, architecture: 'arm64' }]);
  await push('sparse', sparse);
  await query('UPDATE manifest SET hidden = true WHERE digest = $1', [other!.digest]);
  const attach = (subject: typeof plain, artifactType: string) => {
    const manifest = referrer(subject!, { artifactType });
    return push(manifest.digest, manifest);
  };
  await attach(signed, 'application/vnd.cncf.notary.signature');
  await attach(signed, 'application/spdx+json');
  await attach(noted, 'application/vnd.acme.rocket');
  await push(`${bundled!.digest.replace(':', '-')}.sig`, plain!);
});

describe('the status of a tag', () => {
  it.each<[string, TagStatus[]]>([
    ['plain', []],
    ['noted', []],
    ['signed', ['attested', 'signed']],
    ['bundled', ['signed']],
    ['index', ['attested']],
    ['sparse', ['incomplete']],
  ])('of %s is %j', async (name, status) => {
    expect((await named(name)).status.toSorted()).toEqual(status);
  });

  it.each<[TagStatus, string[]]>([
    ['signed', ['bundled', 'signed']],
    ['attested', ['index', 'signed']],
    ['incomplete', ['sparse']],
  ])('chooses %s', async (status, expected) => {
    expect(await names({ status })).toEqual(expected);
    expect((await list({ status })).total).toBe(expected.length);
  });

  it('goes with what it was read from', async () => {
    await query(`UPDATE manifest SET hidden = true WHERE subject = $1`, [signed!.digest]);
    expect((await named('signed')).status).toEqual([]);
    expect(await names({ status: 'attested' })).toEqual(['index']);
    await query(`UPDATE manifest SET hidden = false WHERE subject = $1`, [signed!.digest]);
  });
});

it.each<[ManifestKind, string[]]>([
  ['image', ['bundled', 'noted', 'plain', 'signed']],
  ['index', ['index', 'sparse']],
  ['artifact', []],
])('chooses tags of the kind %s', async (kind, expected) => {
  expect(await names({ kind })).toEqual(expected);
});

it('keeps tags of signatures out of the way, and says how many there are', async () => {
  const signature = `${bundled!.digest.replace(':', '-')}.sig`;
  const usual = await list();
  expect(usual.items.map((tag) => tag.name)).not.toContain(signature);
  expect([usual.total, usual.attachmentTags]).toEqual([6, 1]);
  const all = await list({ attachments: 'true' });
  expect(all.items.map((tag) => tag.name)).toContain(signature);
  expect([all.total, all.attachmentTags]).toEqual([7, 1]);
  expect((await list({ q: 'sha256' })).total).toBe(0);
});

describe('what is attached to an image', () => {
  const attachments = async (reference: string) =>
    (await getManifest(ROOT, { repository: REPOSITORY, reference })).attachments;

  it('are its referrers', async () => {
    const found = await attachments('signed');
    expect(found.map(({ kind }) => kind).sort()).toEqual(['sbom', 'signature']);
    expect(found[0]).toMatchObject({ pushedBy: 'root', size: expect.any(Number) as number });
    expect((await attachments('noted')).map(({ kind }) => kind)).toEqual(['other']);
  });

  it('and what a tag says belongs to it', async () => {
    expect(await attachments('bundled')).toMatchObject([{ kind: 'signature', digest: plain!.digest }]);
    expect(await attachments('plain')).toEqual([]);
  });
});

describe('the images that have a layer', () => {
  const images = async (reference: string, who = ROOT) =>
    (await getManifest(who, { repository: REPOSITORY, reference })).layers.map((layer) => layer.images);

  it('are counted wherever the asker may see them', async () => {
    expect(await images('plain')).toEqual([1]);
    await pushThroughServices('marks-too/app', 'same', plain!);
    expect(await images('plain')).toEqual([2]);
    await query(`UPDATE project SET visibility = 'public' WHERE name = 'marks'`);
    const stranger = { kind: 'user', id: -1, name: 'stranger', admin: false, stamp: 0 } as const;
    expect(await images('plain', stranger)).toEqual([1]);
  });
});

describe('pulls', () => {
  it('come by day, oldest first, today last', async () => {
    await query(`INSERT INTO pull_stat (repository_id, tag, day, pulls)
      SELECT t.repository_id, t.name, (now() AT TIME ZONE 'UTC')::date - ago, pulls
      FROM tag t, (VALUES (0, 7), (2, 5), (29, 3), (30, 100)) AS s(ago, pulls) WHERE t.name = 'plain'`);
    const { pullsByDay } = await named('plain');
    expect(pullsByDay).toHaveLength(30);
    expect([pullsByDay[29], pullsByDay[28], pullsByDay[27], pullsByDay[0]]).toEqual([7, 0, 5, 3]);
    expect((await named('noted')).pullsByDay).toEqual([]);
  });

  it('are known of since the first migration, or since the push', async () => {
    const [row] = await query<{ at: Date }>('SELECT min(finished_at) AS at FROM "_prisma_migrations"');
    const old = new Date(row!.at.getTime() - 86_400_000);
    await query(`UPDATE tag SET pushed_at = $1 WHERE name = 'noted'`, [old]);
    expect((await named('noted')).notPulledSince).toBe(row!.at.toISOString());
    const { notPulledSince, pushedAt } = await named('signed');
    expect(notPulledSince).toBe(pushedAt);
    await query(`UPDATE tag SET last_pulled_at = now() WHERE name = 'noted'`);
    expect((await named('noted')).notPulledSince).toBeNull();
  });
});
