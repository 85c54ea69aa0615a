import { expect } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { parseManifest } from '#lib/oci/manifest.ts';
import { fallbackTag } from '#lib/oci/fallback-tag.ts';
import { isPin } from '#lib/oci/pin.ts';
import { readScratch } from '#lib/oci/scratch.ts';
import { headBlob } from '#lib/registry/blobs.ts';
import { each } from '#lib/registry/each.ts';
import { getManifest, headManifest, probeManifest } from '#lib/registry/manifests.ts';
import { listTags } from '#lib/registry/tags.ts';
import { reconcile } from '#lib/services/reconcile.ts';
import { contentsOf } from './layout.ts';
import { differences, untilSettled } from './inside.ts';
import { StormClient } from './storm-client.ts';
import type { Parts } from './storm-parts.ts';
import { mayBe, type State, type StormTag } from './storm-tag.ts';
import type { StormWork } from './storm-work.ts';

/**
 * All that must hold once everything is up again, asked of the index, of the registry itself, and of the gateways, in this order: a
 * gateway may put into the index what it finds.
 */
export async function expectTruth(parts: Parts, work: StormWork): Promise<void> {
  await settle();
  const tags = work.tags.map(({ repository, tag }) => ({ repository, tag }));
  const states = await each(work.tags, (tag) => stateOf(tag));
  expect(work.tags.flatMap((tag, i) => wrong(tag, states[i]!))).toEqual([]);
  expect(await leftovers(work.tags.map(({ repository }) => repository))).toEqual([]);
  expect(await brokenHistories()).toEqual([]);
  expect(await wrongCounts()).toEqual([]);
  await expectReconciled();
  expect(await differences()).toEqual([]);
  const client = new StormClient(parts);
  const served = await each(tags, async ({ repository, tag }) => servedState(client, repository, tag));
  expect(tags.flatMap((tag, i) => unlike(tag, states[i]!.index, served[i]!))).toEqual([]);
  expect(
    await lostContent(
      client,
      work,
      states.map(({ index }) => index),
    ),
  ).toEqual([]);
  for (const { repository, subject, acknowledged } of work.referrers)
    expect(await notListed(client, repository, subject, acknowledged)).toEqual([]);
}

/** Everybody has an answer, or is dead: nobody is at any operation, so that their deadlines need not be waited for. */
export async function settle(): Promise<void> {
  await query('UPDATE operation SET deadline_at = now()');
  await untilSettled();
}

type States = { index: State; upstream: State | symbol };

async function stateOf({ repository, tag }: StormTag): Promise<States> {
  const [row] = await query<{ digest: string }>(
    `SELECT t.digest FROM tag t JOIN repository r ON r.id = t.repository_id
     WHERE r.name = $1 AND t.name = $2 AND NOT t.missing`,
    [repository, tag],
  );
  return { index: row?.digest ?? null, upstream: await probeManifest(repository, tag) };
}

function wrong(tag: StormTag, { index, upstream }: States): string[] {
  const may = tag.writers.map(
    ({ story, possible }) => `(${story.join(', ')}: ${[...possible].join(' or ')})`,
  );
  const name = `${tag.repository}:${tag.tag} of ${may.join(' and ')}`;
  return [
    ...(mayBe(tag, index) ? [] : [`${name} is ${index} in the index`]),
    ...(upstream === index ? [] : [`${name} is ${index} in the index and ${String(upstream)} upstream`]),
  ];
}

/**
 * Tags that the registry has and should not: on a scratch or a pin, or damaged. One that it lists and has not is no tag: killed in the middle of
 * a first push it leaves an empty folder of that name.
 */
export async function leftovers(repositories: string[]): Promise<string[]> {
  const found = await each([...new Set(repositories)], async (repository) => {
    const listed = await listTags(repository);
    return each(listed, async (tag) => {
      const stored = await getManifest(repository, tag).catch(() => 'damaged' as const);
      if (stored === 'damaged') return [`${repository}:${tag} is damaged`];
      if (!stored) return [];
      const { annotations } = parseManifest(stored.bytes, stored.mediaType);
      if (isPin(annotations)) return [`${repository}:${tag} is on a pin`];
      return readScratch(annotations) ? [`${repository}:${tag} is on a scratch`] : [];
    });
  });
  return found.flat(2);
}

/** Each move of a tag begins where the one before ended, and the last ends where the tag is. */
export async function brokenHistories(): Promise<string[]> {
  return (
    await query<{ broken: string }>(`
      WITH moves AS (
        SELECT repository_id, tag, id, kind, from_digest, to_digest,
          lag(to_digest) OVER history AS before, lead(id) OVER history IS NULL AS last
        FROM tag_event WINDOW history AS (PARTITION BY repository_id, tag ORDER BY id))
      SELECT r.name || ':' || m.tag || ' ' || m.kind || ' from ' || coalesce(m.from_digest, 'none')
        || ' after ' || coalesce(m.before, 'none') || ', now ' || coalesce(t.digest, 'none') AS broken
      FROM moves m JOIN repository r ON r.id = m.repository_id
      LEFT JOIN tag t ON t.repository_id = m.repository_id AND t.name = m.tag
      WHERE m.from_digest IS DISTINCT FROM m.before OR (m.last AND m.to_digest IS DISTINCT FROM t.digest)`)
  ).map(({ broken }) => broken);
}

export async function wrongCounts(): Promise<object[]> {
  return query(`
    SELECT * FROM (
      SELECT r.name, r.tag_count, r.manifest_count, r.size,
        (SELECT count(*)::int FROM tag t WHERE t.repository_id = r.id AND NOT t.missing AND NOT t.fallback) AS tags,
        (SELECT count(*)::int FROM manifest m WHERE m.repository_id = r.id AND NOT m.hidden) AS manifests,
        (SELECT coalesce(sum(b.size), 0)::bigint FROM repository_blob b
          WHERE b.repository_id = r.id AND NOT b.hidden) AS bytes
      FROM repository r) counted
    WHERE tag_count <> tags OR manifest_count <> manifests OR size <> bytes`);
}

/** The first run may bring lists of referrers up to date, which a killed process left to it; the second has nothing to do. */
export async function expectReconciled(): Promise<void> {
  const before = await snapshot();
  expect(await reconcile({ verify: true })).toMatchObject({ missing: 0, errors: [] });
  const after = await snapshot();
  const fallback = (line: string) => / fallback /.test(line);
  expect(after.filter((line) => !fallback(line))).toEqual(before.filter((line) => !fallback(line)));
  expect(await reconcile({ verify: true })).toMatchObject({ missing: 0, errors: [], manifestsIndexed: 0 });
  expect(await snapshot()).toEqual(after);
}

async function snapshot(): Promise<string[]> {
  const rows = await query<{ line: string }>(`
    SELECT 'tag ' || CASE WHEN fallback THEN 'fallback ' ELSE '' END || t::text AS line FROM tag t
    UNION ALL SELECT 'manifest ' || CASE WHEN fallback THEN 'fallback ' ELSE '' END || repository_id || digest || hidden
      FROM manifest
    UNION ALL SELECT 'blob ' || b::text FROM repository_blob b
    UNION ALL SELECT 'trash ' || e::text FROM trash_entry e
    UNION ALL SELECT 'event ' || e::text FROM tag_event e
    UNION ALL SELECT 'operation ' || id FROM operation
    ORDER BY line`);
  return rows.map(({ line }) => line);
}

async function servedState(client: StormClient, repository: string, tag: string): Promise<State | number> {
  const answer = await client.send('GET', `/v2/${repository}/manifests/${tag}`);
  if (answer?.status === 404) return null;
  return answer?.status === 200 ? answer.headers.get('docker-content-digest') : (answer?.status ?? 0);
}

function unlike(tag: { repository: string; tag: string }, state: State, served: State | number): string[] {
  return state === served ? [] : [`${tag.repository}:${tag.tag} is ${state} and is served as ${served}`];
}

/** What is on a tag, and what a later push moved a tag off, byte by byte, through the gateway and in the registry. */
async function lostContent(client: StormClient, work: StormWork, states: State[]): Promise<string[]> {
  const wanted = work.tags.flatMap(({ repository, writers }, i) => [
    ...(states[i] ? [{ repository, digest: states[i] }] : []),
    ...writers.flatMap(({ superseded }) => [...superseded].map((digest) => ({ repository, digest }))),
  ]);
  const lost = await each(wanted, async ({ repository, digest }) => {
    const contents = contentsOf(work.images.get(digest)!);
    const checked = contents.map(async (content) => {
      const kind = 'blobs' in content || 'images' in content ? 'manifests' : 'blobs';
      const answer = await client.send('GET', `/v2/${repository}/${kind}/${content.digest}`);
      const same = answer?.status === 200 && Buffer.from(await answer.arrayBuffer()).equals(content.bytes);
      const there =
        kind === 'manifests'
          ? (await headManifest(repository, content.digest)) !== null
          : (await headBlob(repository, content.digest)) !== null;
      return same && there
        ? []
        : [`${repository}: ${kind}/${content.digest}: ${answer?.status}, upstream ${there}`];
    });
    return (await Promise.all(checked)).flat();
  });
  return lost.flat();
}

/** Referrers that the API, or the list upstream that clients without it read, does not name. */
async function notListed(
  client: StormClient,
  repository: string,
  subject: string,
  acknowledged: Set<string>,
): Promise<string[]> {
  const answer = await client.send('GET', `/v2/${repository}/referrers/${subject}`);
  const api = parseManifest(
    Buffer.from(await answer!.arrayBuffer()),
    'application/vnd.oci.image.index.v1+json',
  );
  const stored = await getManifest(repository, fallbackTag(subject));
  const list = stored ? parseManifest(stored.bytes, stored.mediaType).children : [];
  return [...acknowledged].filter(
    (digest) =>
      !api.children.some((child) => child.digest === digest) ||
      !list.some((child) => child.digest === digest),
  );
}
