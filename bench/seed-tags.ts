// Puts one repository with many tags straight into the index of DATABASE_URL, as pushes of real images would:
//   DATABASE_URL=… node bench/seed-tags.ts --tags 10000 --repository bench/tags
import { parseArgs } from 'node:util';
import { buildImage, imageIndex } from '../e2e/support/images.ts';
import type { Image, ImageIndex } from '../e2e/support/images.ts';
import { indexManifest } from '#lib/db/index-manifests.ts';
import { countChange, upsertRepository } from '#lib/db/index-repositories.ts';
import { moveTag } from '#lib/db/index-tags.ts';
import { closeDatabase, query } from '#lib/db/pool.ts';
import type { Tx } from '#lib/db/transaction.ts';
import { transaction } from '#lib/db/transaction.ts';
import { parseManifest } from '#lib/oci/manifest.ts';
import { projectOf } from '#lib/oci/reference.ts';

export type Seed = { repository: string; tags: number; project?: { visibility: 'private' | 'public' } };

/** Tags a transaction; larger ones save nothing. */
const BATCH = 500;
const START = Date.parse('2024-01-01T00:00:00Z');
const MINUTE_MS = 60_000;

/**
 * Seeds the repository: every fifth tag a two-platform index, every seventh an alias of the one before, names of
 * versions, pull requests, commits and nights, a third never pulled. The same names and digests on every run.
 */
export async function seedTags({
  repository,
  tags,
  project = { visibility: 'private' },
}: Seed): Promise<void> {
  const { id } = await upsertRepository(
    repository,
    await ensureProject(projectOf(repository), project.visibility),
  );
  let last = 0;
  for (let from = 0; from < tags; from += BATCH) {
    last = await transaction((tx) => seedBatch(tx, id, { from, to: Math.min(from + BATCH, tags), last }));
  }
  await seedPulls(id);
  // As autovacuum would within the minute.
  await query('VACUUM ANALYZE');
}

async function seedBatch(
  tx: Tx,
  repositoryId: number,
  batch: { from: number; to: number; last: number },
): Promise<number> {
  let { last: manifestId } = batch;
  for (let n = batch.from; n < batch.to; n++) {
    const at = new Date(START + n * 90 * MINUTE_MS);
    if (n % 7 !== 6 || manifestId === 0) manifestId = await seedImage(tx, repositoryId, n, at);
    const actor = n % 3 === 0 ? 'ann' : 'ci-main';
    await moveTag(tx, { repositoryId, tag: tagName(n), manifestId, kind: 'pushed', actor, at });
  }
  await countChange(tx, repositoryId, { pushedAt: new Date(START + batch.to * 90 * MINUTE_MS) });
  return manifestId;
}

async function seedImage(tx: Tx, repositoryId: number, n: number, at: Date): Promise<number> {
  const image =
    n % 5 === 4
      ? imageIndex([realistic(n, 'amd64'), realistic(n, 'arm64')])
      : realistic(n, n % 2 ? 'arm64' : 'amd64');
  for (const child of 'images' in image ? image.images : []) await index(tx, repositoryId, child, at);
  return await index(tx, repositoryId, image, at);
}

async function index(tx: Tx, repositoryId: number, image: Image | ImageIndex, at: Date): Promise<number> {
  const id = await indexManifest(tx, {
    repositoryId,
    digest: image.digest,
    bytes: image.bytes,
    parsed: parseManifest(image.bytes, image.mediaType),
    config:
      'images' in image
        ? null
        : { bytes: image.blobs[0]!.bytes, platform: `linux/${image.architecture}`, builtAt: at },
    fallback: false,
    pushedBy: 'ci-main',
    pushedAt: at,
  });
  return id;
}

/** Six layers and a dozen steps, as a small service has. */
function realistic(n: number, architecture: 'amd64' | 'arm64'): Image {
  const layer = (name: string, text: string) => ({
    instruction: `COPY ${name} /srv/${name} # buildkit`,
    files: [{ kind: 'file' as const, path: name, bytes: Buffer.from(text) }],
  });
  const labels = {
    'org.opencontainers.image.revision': n.toString(16).padStart(40, '0'),
    'org.opencontainers.image.version': tagName(n),
  };
  return buildImage(
    architecture,
    { Cmd: ['serve'], Env: ['PATH=/usr/local/bin:/usr/bin:/bin', `VERSION=${n}`], Labels: labels },
    [
      layer('base', architecture.repeat(50)),
      { instruction: 'ENV PATH=/usr/local/bin:/usr/bin:/bin' },
      layer('packages', `packages ${Math.floor(n / 100)} `.repeat(40)),
      { instruction: 'WORKDIR /srv' },
      layer('modules', `modules ${Math.floor(n / 10)} `.repeat(200)),
      { instruction: 'EXPOSE map[8080/tcp:{}]' },
      layer('source', `source ${n} `.repeat(20 + (n % 300))),
      { instruction: 'USER 1000' },
      { instruction: 'CMD ["serve"]' },
    ],
  );
}

function tagName(n: number): string {
  if (n === 0) return 'latest';
  if (n % 4 === 1) return `pr-${n}`;
  if (n % 4 === 3) return `sha-${(n * 2654435761).toString(16).padStart(12, '0').slice(0, 12)}-${n}`;
  if (n % 16 === 8) return `nightly-${new Date(START + n * 90 * MINUTE_MS).toISOString().slice(0, 10)}.${n}`;
  return `v${Math.floor(n / 1000)}.${Math.floor(n / 20) % 50}.${n % 20}${n % 6 === 0 ? '-alpine' : ''}`;
}

async function ensureProject(name: string, visibility: 'private' | 'public'): Promise<number> {
  await query('INSERT INTO namespace (name) VALUES ($1) ON CONFLICT (name) DO NOTHING', [name]);
  await query(
    'INSERT INTO project (name, visibility) VALUES ($1, $2::visibility) ON CONFLICT (name) DO NOTHING',
    [name, visibility],
  );
  const rows = await query<{ id: number }>('SELECT id FROM project WHERE name = $1', [name]);
  return rows[0]!.id;
}

/** A third was never pulled; the rest by a long tail. */
async function seedPulls(repositoryId: number): Promise<void> {
  await query(
    `UPDATE tag SET pulls_30d = (10000 / (1 + abs(hashtext(name)) % 5000)),
       last_pulled_at = date_trunc('second', pushed_at + make_interval(mins => abs(hashtext(digest)) % 40000))
     WHERE repository_id = $1 AND abs(hashtext(name)) % 3 <> 0`,
    [repositoryId],
  );
  await query(
    `INSERT INTO pull_stat (repository_id, tag, day, pulls)
     SELECT repository_id, name, (now() AT TIME ZONE 'UTC')::date - abs(hashtext(name)) % 7, pulls_30d
     FROM tag WHERE repository_id = $1 AND pulls_30d > 0 ON CONFLICT DO NOTHING`,
    [repositoryId],
  );
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      tags: { type: 'string', default: '10000' },
      repository: { type: 'string', default: 'bench/tags' },
    },
  });
  const started = performance.now();
  await seedTags({ repository: values.repository, tags: Number(values.tags) });
  await closeDatabase();
  console.log(
    `${values.repository} has ${values.tags} tags (${((performance.now() - started) / 1000).toFixed(1)} s)`,
  );
}
