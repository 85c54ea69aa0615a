import { createHash } from 'node:crypto';
import { OCI_IMAGE } from '#lib/oci/media-types.ts';
import { plan } from '#lib/retention/plan.ts';
import type {
  ManifestSnapshot,
  Policy,
  RepositorySnapshot,
  Snapshot,
  TagSnapshot,
} from '#lib/retention/types.ts';
import { retentionPolicy } from '#lib/schemas/retention.ts';
import type { Bench, Figure } from './report.ts';
import { measure } from './report.ts';

const ROUNDS = 5;
/** What planning 100,000 tags may take. */
const BAR_MS = 2_000;
const TAGS = 100_000;
const REPOSITORIES = 20;
/** Layers of an image, most of them of a base that a hundred images share. */
const LAYERS = 8;
const SHARED_LAYERS = 5;
const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 0, 1);

const policies: Record<string, Policy> = {
  'one rule': retentionPolicy.parse({
    rules: [{ id: 'pr', action: 'delete', tags: { include: ['pr-*'] }, olderThanDays: 14, keepNewest: 3 }],
  }),
  'five rules': retentionPolicy.parse({
    rules: [
      { id: 'keep', action: 'keep', tags: { include: ['latest', 'main'] } },
      { id: 'pr', action: 'delete', tags: { include: ['pr-*'] }, olderThanDays: 14, keepNewest: 3 },
      {
        id: 'minor',
        action: 'delete',
        tags: { regex: 'v(\\d+)\\.(\\d+)\\..*' },
        groupBy: { by: 'minor' },
        newestBy: 'semver',
        keepNewest: 3,
      },
      { id: 'size', action: 'delete', tags: { include: ['nightly-*'] }, totalSizeAboveBytes: 1e12 },
      { id: 'rest', action: 'delete', notPulledForDays: 300 },
    ],
  }),
};

/** Planning the cleanup of a large project; no part of it waits for anything. */
export async function benchRetention(): Promise<Bench> {
  const snapshot = aSnapshot();
  const figures: Figure[] = [];
  for (const [row, policy] of Object.entries(policies))
    figures.push({
      row,
      column: `${TAGS} tags`,
      ...(await measure(ROUNDS, () => Promise.resolve(plan(snapshot, policy, NOW)))),
    });
  return {
    name: 'retention',
    about: `a plan of ${TAGS} tags in ${REPOSITORIES} repositories, medians of ${ROUNDS}`,
    bar: BAR_MS,
    figures,
  };
}

function aSnapshot(): Snapshot {
  return {
    project: 'bench',
    takenAt: NOW,
    repositories: Array.from({ length: REPOSITORIES }, (_, i) => aRepository(`bench/r${i}`)),
    indexDoubt: null,
    inUseSources: [],
  };
}

function aRepository(name: string): RepositorySnapshot {
  const manifests = Array.from({ length: TAGS / REPOSITORIES }, (_, i) => anImage(name, i));
  const tags = manifests.map(({ digest, pushedAt }, i) => aTag(i, digest, pushedAt!));
  return { name, manifests, tags, retired: [] };
}

function anImage(repository: string, i: number): ManifestSnapshot {
  return {
    digest: digestOf(`${repository}/${i}`),
    kind: 'image',
    mediaType: OCI_IMAGE,
    artifactType: null,
    size: 1_500,
    pushedAt: NOW - i * HOUR,
    builtAt: NOW - i * HOUR,
    children: [],
    subject: null,
    blobs: Array.from({ length: LAYERS }, (_, layer) => ({
      digest: digestOf(
        layer < SHARED_LAYERS ? `base ${Math.floor(i / 100)}/${layer}` : `${repository}/${i}/${layer}`,
      ),
      size: 10_000_000,
    })),
    expiresAfter: null,
    pinned: false,
    inUse: [],
    lastPulledAt: i % 3 === 0 ? NOW - (i / 2) * HOUR : null,
    countedSince: 0,
    replacedAt: null,
    fallback: false,
  };
}

function aTag(i: number, digest: string, pushedAt: number): TagSnapshot {
  const names = [`pr-${i}`, `v1.${i % 20}.${i}`, `nightly-${i}`, `build-${i}-${digest.slice(7, 14)}`];
  return {
    name: names[i % names.length]!,
    digest,
    pushedAt,
    pushedBy: 'bench',
    seenAt: pushedAt,
    restoredAt: null,
    lastPulledAt: null,
    lastUsedAt: null,
    countedSince: 0,
    locked: null,
  };
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
