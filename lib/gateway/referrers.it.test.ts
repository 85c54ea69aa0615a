import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { endTrash } from '#lib/db/trash.ts';
import { fallbackTag } from '#lib/oci/fallback-tag.ts';
import { OCI_CONFIG, OCI_IMAGE, OCI_INDEX } from '#lib/oci/media-types.ts';
import { getManifest } from '#lib/registry/manifests.ts';
import { listTags } from '#lib/registry/tags.ts';
import { purge } from '#lib/services/purge.ts';
import { reconcile } from '#lib/services/reconcile.ts';
import { ask, gatewayHere, makeAccount, type Account } from '../../e2e/support/gateway.ts';
import { descriptor, json, smallImages, type Content, type Image } from '../../e2e/support/images.ts';
import { push, putBlob, putManifest } from '../../e2e/support/push.ts';

let gateway: Awaited<ReturnType<typeof gatewayHere>>;
let rita: Account;
const repository = 'rita/app';
const SBOM = 'application/vnd.example.sbom';

beforeAll(async () => {
  gateway = await gatewayHere();
  rita = await makeAccount('rita');
});
afterAll(() => gateway.close());

const target = () => ({ url: gateway.url, repository, authorization: rita.basic });
const call = (line: string, more: object = {}) => ask(gateway.url, line, { as: rita.basic, ...more });
type Entry = { digest: string; artifactType?: string; annotations?: Record<string, string> };
const entriesOf = (bytes: Buffer | string) =>
  (JSON.parse(bytes.toString()) as { manifests: Entry[] }).manifests;
const referrers = async (subject: string, rest = '') => {
  const answer = await call(`GET /v2/${repository}/referrers/${subject}${rest}`);
  return { ...answer, entries: entriesOf(answer.text) };
};
const upstreamList = async (subject: string) => {
  const stored = await getManifest(repository, fallbackTag(subject));
  return stored ? entriesOf(stored.bytes).map((entry) => entry.digest) : null;
};

/** An artifact about `subject`, whose config is the blob `{}`. */
function artifact(
  subject: Content,
  name: string,
  artifactType: string | null = SBOM,
): { manifest: Content; config: Content } {
  const config = json(artifactType ? 'application/vnd.oci.empty.v1+json' : OCI_CONFIG, { name });
  const manifest = json(OCI_IMAGE, {
    schemaVersion: 2,
    mediaType: OCI_IMAGE,
    ...(artifactType ? { artifactType } : {}),
    config: descriptor(config),
    layers: [],
    subject: descriptor(subject),
    annotations: { name },
  });
  return { manifest, config };
}
async function attach(subject: Content, name: string, artifactType?: string | null): Promise<Content> {
  const { manifest, config } = artifact(subject, name, artifactType);
  await putBlob(target(), config);
  const answer = await call(`PUT /v2/${repository}/manifests/${manifest.digest}`, {
    body: manifest.bytes,
    headers: { 'content-type': OCI_IMAGE },
  });
  expect(answer.status).toBe(201);
  expect(answer.headers['oci-subject']).toBe(subject.digest);
  return manifest;
}
async function image(seed: string, tag = seed): Promise<Image> {
  const [made] = smallImages(1, seed);
  await push(target(), tag, made!);
  return made!;
}

describe('referrers', () => {
  it('are an empty list for what nothing refers to, here or not', async () => {
    const subject = await image('lonely');
    for (const digest of [subject.digest, `sha256:${'0'.repeat(64)}`]) {
      const { status, headers, entries } = await referrers(digest);
      expect({ status, type: headers['content-type'], entries }).toEqual({
        status: 200,
        type: OCI_INDEX,
        entries: [],
      });
    }
  });

  it('are listed with type and annotations, filtered, and kept under the fallback tag upstream', async () => {
    const subject = await image('listed');
    const one = await attach(subject, 'one');
    const two = await attach(subject, 'two', null);
    const digests = [one.digest, two.digest].sort();
    const { entries } = await referrers(subject.digest);
    expect(entries.map((entry) => entry.digest)).toEqual(digests);
    expect(entries.find((entry) => entry.digest === one.digest)).toMatchObject({
      artifactType: SBOM,
      annotations: { name: 'one' },
    });
    expect(entries.find((entry) => entry.digest === two.digest)).toMatchObject({ artifactType: OCI_CONFIG });
    const filtered = await referrers(subject.digest, `?artifactType=${encodeURIComponent(SBOM)}`);
    expect(filtered.headers['oci-filters-applied']).toBe('artifactType');
    expect(filtered.entries.map((entry) => entry.digest)).toEqual([one.digest]);
    expect(await upstreamList(subject.digest)).toEqual(digests);
  });

  it('may come before their subject', async () => {
    const [subject] = smallImages(1, 'later');
    const early = await attach(subject!, 'early');
    expect((await referrers(subject!.digest)).entries.map((entry) => entry.digest)).toEqual([early.digest]);
  });

  it('all survive being attached at the same time', async () => {
    const subject = await image('at-once');
    const made = await Promise.all(Array.from({ length: 8 }, (_, i) => attach(subject, `n${i}`)));
    const digests = made.map((one) => one.digest).sort();
    expect((await referrers(subject.digest)).entries.map((entry) => entry.digest)).toEqual(digests);
    expect(await upstreamList(subject.digest)).toEqual(digests);
  });

  it('of older clients are merged, and theirs stay readable', async () => {
    const subject = await image('older');
    const ours = await attach(subject, 'ours');
    // No subject in the manifest: only the fallback list tells of it.
    const config = json('application/vnd.oci.empty.v1+json', { old: true });
    await putBlob(target(), config);
    const old = json(OCI_IMAGE, {
      schemaVersion: 2,
      mediaType: OCI_IMAGE,
      config: descriptor(config),
      layers: [],
    });
    await putManifest(target(), old.digest, old);
    const list = json(OCI_INDEX, {
      schemaVersion: 2,
      mediaType: OCI_INDEX,
      manifests: [{ ...descriptor(old), artifactType: 'application/x-old' }],
    });
    await putManifest(target(), fallbackTag(subject.digest), list);
    const digests = [ours.digest, old.digest].sort();
    expect((await referrers(subject.digest)).entries.map((entry) => entry.digest)).toEqual(digests);
    const byTag = await call(`GET /v2/${repository}/manifests/${fallbackTag(subject.digest)}`);
    expect(entriesOf(byTag.text).map((entry) => entry.digest)).toEqual(digests);
    expect((await call(`GET /v2/${repository}/manifests/${list.digest}`)).status).toBe(200);
  });

  it('show in no tag list, here or in the index’s counts', async () => {
    const { text } = await call(`GET /v2/${repository}/tags/list`);
    expect(text).not.toContain('sha256-');
    expect((await listTags(repository)).some((tag) => tag.startsWith('sha256-'))).toBe(true);
    const [row] = await query<{ counted: number; listed: number }>(
      `SELECT r.tag_count AS counted, (SELECT count(*) FROM tag t WHERE t.repository_id = r.id AND NOT t.fallback) AS listed
       FROM repository r WHERE r.name = $1`,
      [repository],
    );
    expect(row!.counted).toBe(row!.listed);
  });

  it('leave no list behind once they are purged with their subject', async () => {
    const subject = await image('purged');
    await attach(subject, 'with-it');
    expect(await upstreamList(subject.digest)).toHaveLength(1);
    expect((await call(`DELETE /v2/${repository}/manifests/purged`)).status).toBe(202);
    await endTrash();
    await purge();
    expect(await upstreamList(subject.digest)).toBeNull();
    const rows = await query('SELECT 1 FROM tag WHERE name = $1', [fallbackTag(subject.digest)]);
    expect(rows).toEqual([]);
  });

  it('go with a delete of their own, and come back with a restore of their subject', async () => {
    const subject = await image('deleted');
    const [gone, stays] = [await attach(subject, 'gone'), await attach(subject, 'stays')];
    expect((await call(`DELETE /v2/${repository}/manifests/${gone.digest}`)).status).toBe(202);
    expect((await referrers(subject.digest)).entries.map((entry) => entry.digest)).toEqual([stays.digest]);
    expect(await upstreamList(subject.digest)).toEqual([stays.digest]);

    expect((await call(`DELETE /v2/${repository}/manifests/deleted`)).status).toBe(202);
    expect((await call(`GET /v2/${repository}/manifests/${stays.digest}`)).status).toBe(404);
    await push(target(), 'deleted', subject);
    expect((await referrers(subject.digest)).entries.map((entry) => entry.digest)).toEqual([stays.digest]);
  });

  it('are found again after the index was lost', async () => {
    const subjects = await query<{ subject: string }>(
      'SELECT DISTINCT subject FROM manifest WHERE subject IS NOT NULL AND NOT hidden',
    );
    const lists = () =>
      Promise.all(
        subjects.map(async ({ subject }) => (await referrers(subject)).entries.map((entry) => entry.digest)),
      );
    const before = await lists();
    await query('TRUNCATE repository CASCADE');
    await reconcile({ verify: true });
    expect(await lists()).toEqual(before);
  });
});
