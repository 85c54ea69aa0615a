import { beforeAll, describe, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { versionSortKey } from '#lib/oci/version-sort-key.ts';
import type { Tag, TagSort } from '#lib/schemas/repositories.ts';
import { tagSort, tagsQuery } from '#lib/schemas/repositories.ts';
import { seedTags } from '../../bench/seed-tags.ts';
import { ROOT } from '../../e2e/support/service-push.ts';
import { listPlatforms } from './list-platforms.ts';
import { listTags } from './list-tags.ts';

const REPOSITORY = 'paging/tags';
const TAGS = 120;

const list = (input: Record<string, unknown>) =>
  listTags(ROOT, { ...tagsQuery.parse(input), repository: REPOSITORY });

/** Every page, one after the other. */
async function walk(input: Record<string, unknown>, limit = 7): Promise<Tag[]> {
  const all: Tag[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await list({ ...input, limit, ...(cursor ? { cursor } : {}) });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return all;
}

beforeAll(async () => {
  await seedTags({ repository: REPOSITORY, tags: TAGS });
  // Sparse indexes: their size is not known.
  await query(`UPDATE tag SET pull_size = NULL WHERE abs(hashtext(name)) % 6 = 1`);
  await query(`INSERT INTO tag (repository_id, name, manifest_id, digest, sort_key, pushed_at, missing)
    SELECT repository_id, 'lost', manifest_id, digest, '0lost', pushed_at, true FROM tag WHERE name = 'latest'`);
});

/** What a row is sorted by: null is unknown, and last whatever the direction. */
const VALUE: Record<string, (tag: Tag) => string | number | null> = {
  size: (tag) => tag.size,
  pushedAt: (tag) => tag.pushedAt,
  lastPulledAt: (tag) => tag.lastPulledAt,
  pulls30d: (tag) => tag.pulls30d,
  digest: (tag) => tag.digest,
};

const byteOrder = (a: string | number, b: string | number) =>
  typeof a === 'number' && typeof b === 'number'
    ? a - b
    : Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));

function expected(tags: Tag[], sort: TagSort): string[] {
  const field = sort.replace('-', '');
  const sign = sort.startsWith('-') ? -1 : 1;
  const value = VALUE[field] ?? ((tag: Tag) => versionSortKey(tag.name));
  const isUnknown = (tag: Tag) =>
    field === 'name' ? versionSortKey(tag.name).startsWith('0') : value(tag) === null;
  const compare = (a: Tag, b: Tag) =>
    Number(isUnknown(a)) - Number(isUnknown(b)) ||
    sign * byteOrder(value(a) ?? 0, value(b) ?? 0) ||
    sign * byteOrder(a.name, b.name);
  return tags.toSorted(compare).map((tag) => tag.name);
}

describe('listTags', () => {
  it.each(tagSort.options)('pages over every visible tag once, by %s', async (sort) => {
    const tags = await walk({ sort });
    expect(new Set(tags.map((tag) => tag.name)).size).toBe(TAGS);
    expect(tags.map((tag) => tag.name)).toEqual(expected(tags, sort));
  });

  it('pages on whatever the limit, also where the unknown begin', async () => {
    const all = (await walk({ sort: '-lastPulledAt' }, 200)).map((tag) => tag.name);
    const known = (await walk({ sort: '-lastPulledAt' })).filter((tag) => tag.lastPulledAt).length;
    for (const limit of [1, known - 1, known, known + 1]) {
      expect((await walk({ sort: '-lastPulledAt' }, limit)).map((tag) => tag.name)).toEqual(all);
    }
  });

  it('goes on at the same place when a tag is pushed meanwhile', async () => {
    const first = await list({ sort: 'name', limit: 10 });
    await query(
      `INSERT INTO tag (repository_id, name, manifest_id, digest, sort_key, pushed_at)
      SELECT repository_id, 'v0.0.0', manifest_id, digest, $1, now() FROM tag WHERE name = 'latest'`,
      [versionSortKey('v0.0.0')],
    );
    const second = await list({ sort: 'name', limit: 10, cursor: first.nextCursor! });
    await query(`DELETE FROM tag WHERE name = 'v0.0.0'`);
    const undisturbed = await list({ sort: 'name', limit: 20 });
    expect([...first.items, ...second.items].map((tag) => tag.name)).toEqual(
      undisturbed.items.map((tag) => tag.name),
    );
  });

  it('filters over the whole set, and counts what matches', async () => {
    const all = await walk({}, 200);
    const cases: [Record<string, unknown>, (tag: Tag) => boolean][] = [
      [{}, () => true],
      [{ q: 'PR-' }, (tag) => tag.name.includes('pr-')],
      [{ platform: 'linux/arm64' }, (tag) => tag.platforms.includes('linux/arm64')],
      [{ olderThanDays: 1 }, () => true],
      [{ newerThanDays: 1 }, () => false],
      [
        { q: 'v', platform: 'linux/amd64', sort: 'size' },
        (tag) => tag.name.includes('v') && tag.platforms.includes('linux/amd64'),
      ],
    ];
    for (const [input, matches] of cases) {
      const names = all
        .filter(matches)
        .map((tag) => tag.name)
        .sort();
      expect((await walk(input)).map((tag) => tag.name).sort()).toEqual(names);
      expect((await list(input)).total).toBe(names.length);
    }
  });

  it.each(['%', '_', 'v_', '\\', 'a\0'])('takes %j as it is', async (q) => {
    const all = await walk({}, 200);
    const names = all.map((tag) => tag.name).filter((name) => name.includes(q.replace('\0', '')));
    expect((await walk({ q })).map((tag) => tag.name).sort()).toEqual(names.sort());
  });

  it('names the other tags on the same image, those that are no version first', async () => {
    const all = await walk({}, 200);
    for (const tag of all) {
      const others = all
        .filter((other) => other.digest === tag.digest && other.name !== tag.name)
        .map((other) => other.name);
      expect(tag.aliasCount).toBe(others.length);
      expect(tag.aliases.toSorted()).toEqual(others.toSorted().slice(0, 3));
    }
  });

  it('refuses a cursor that was tampered with, or is of another sort', async () => {
    const { nextCursor } = await list({ sort: 'name', limit: 5 });
    for (const cursor of [
      'x',
      `${nextCursor}x`,
      nextCursor!.replace(/^./, (first) => (first === 'W' ? 'X' : 'W')),
    ]) {
      await expect(list({ sort: 'name', cursor })).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    }
    await expect(list({ sort: '-name', cursor: nextCursor! })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
    });
  });
});

it('lists the platforms of a repository', async () => {
  expect(await listPlatforms(ROOT, { repository: REPOSITORY })).toEqual({
    items: ['linux/amd64', 'linux/arm64'],
  });
});
