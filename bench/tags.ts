import { startLighter } from '../e2e/support/lighter.ts';
import type { Lighter } from '../e2e/support/lighter.ts';
import { startPostgres } from '../e2e/support/postgres.ts';
import { basic } from '../e2e/support/push.ts';
import { startRegistry } from '../e2e/support/registry.ts';
import { closeDatabase } from '#lib/db/pool.ts';
import { completeEnvironment } from '#lib/env/env.ts';
import type { Page } from '#lib/schemas/common.ts';
import { MAX_PAGE_SIZE } from '#lib/schemas/common.ts';
import type { Tag } from '#lib/schemas/repositories.ts';
import { tagSort } from '#lib/schemas/repositories.ts';
import { measure } from './report.ts';
import type { Bench, Figure } from './report.ts';
import { seedTags } from './seed-tags.ts';

const REPOSITORY = 'bench/tags';
const ROUNDS = 9;
/** What a page of the tags table may take at the API. */
const BAR_MS = 100;
const FILTERS: Record<string, string>[] = [{}, { q: 'v1.' }, { platform: 'linux/arm64' }, { q: 'not there' }];

/** Pages of the tags table through gateway and web: each sort; the first, a middle and the last page; with filters. */
export async function benchTags({ tags }: { tags: number }): Promise<Bench> {
  const [postgres, registry] = await Promise.all([startPostgres(), startRegistry()]);
  const lighter = await startLighter({
    DATABASE_URL: postgres.url,
    REGISTRY_URL: registry.url,
    UPSTREAM_MODE: 'exclusive',
  });
  try {
    completeEnvironment({ DATABASE_URL: postgres.url });
    await seedTags({ repository: REPOSITORY, tags });
    const figures: Figure[] = [];
    for (const filter of FILTERS)
      for (const sort of tagSort.options) figures.push(...(await measureSort(lighter, { ...filter, sort })));
    return {
      name: 'tags',
      about: `a page of ${tags} tags at the API, medians of ${ROUNDS}`,
      bar: BAR_MS,
      figures,
    };
  } finally {
    await closeDatabase();
    await lighter.stop();
    await registry.stop();
    await postgres.stop();
  }
}

async function measureSort(lighter: Lighter, query: Record<string, string>): Promise<Figure[]> {
  const cursors = await cursorsOf(lighter, query);
  const pages: [name: string, cursor: string | undefined][] = [
    ['first', undefined],
    ['middle', cursors[Math.floor(cursors.length / 2)]],
    ['last', cursors.at(-1)],
  ];
  const figures: Figure[] = [];
  for (const [name, cursor] of pages) {
    if (name !== 'first' && cursor === undefined) continue;
    const input = { ...query, ...(cursor ? { cursor } : {}) };
    figures.push({ row: label(query), column: name, ...(await measure(ROUNDS, () => page(lighter, input))) });
  }
  return figures;
}

/** Where the pages after the first one start, read in the largest steps. */
async function cursorsOf(lighter: Lighter, query: Record<string, string>): Promise<string[]> {
  const cursors: string[] = [];
  let { nextCursor } = await page(lighter, { ...query, limit: String(MAX_PAGE_SIZE) });
  while (nextCursor) {
    cursors.push(nextCursor);
    ({ nextCursor } = await page(lighter, { ...query, limit: String(MAX_PAGE_SIZE), cursor: nextCursor }));
  }
  return cursors;
}

async function page(lighter: Lighter, query: Record<string, string>): Promise<Page<Tag>> {
  const url = `${lighter.url}/api/v1/repositories/${REPOSITORY}/-/tags?${new URLSearchParams(query).toString()}`;
  const response = await fetch(url, {
    headers: { authorization: basic(lighter.admin.name, lighter.admin.password) },
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Page<Tag>;
}

function label({ sort, ...filter }: Record<string, string>): string {
  const filters = Object.entries(filter).map(([key, value]) => `${key}=${value}`);
  return [(sort ?? '').padEnd(13), ...filters].join('  ').trimEnd();
}
