import { OCI_IMAGE, OCI_INDEX } from '../oci/media-types.ts';
import { plan } from './plan.ts';
import type {
  DeleteRule,
  KeepRule,
  ManifestSnapshot,
  Plan,
  Policy,
  RepositorySnapshot,
  Snapshot,
  TagSnapshot,
} from './types.ts';

// What the tests of this room make their snapshots and policies of.

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const NOW = Date.UTC(2026, 5, 15, 12);
/** A time so many days before NOW. */
export const ago = (days: number) => NOW - days * DAY;
/** Counting began long before anything else. */
const LONG_AGO = ago(3_000);

/** A digest that can be told by its name. */
export function digestOf(name: string): string {
  const hex = [...name].map((char) => char.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  return `sha256:${hex.padStart(64, '0').slice(-64)}`;
}

/** An image `name`, a hundred days old, of a layer of its own of 1000 bytes. */
export function image(name: string, facts: Partial<ManifestSnapshot> = {}): ManifestSnapshot {
  return {
    digest: digestOf(name),
    kind: 'image',
    mediaType: OCI_IMAGE,
    artifactType: null,
    size: 1,
    pushedAt: ago(100),
    builtAt: null,
    children: [],
    subject: null,
    blobs: [{ digest: digestOf(`layer of ${name}`), size: 1000 }],
    expiresAfter: null,
    pinned: false,
    inUse: [],
    lastPulledAt: null,
    countedSince: LONG_AGO,
    replacedAt: null,
    fallback: false,
    ...facts,
  };
}

/** An index `name` over manifests, named. */
export function index(
  name: string,
  children: string[],
  facts: Partial<ManifestSnapshot> = {},
): ManifestSnapshot {
  return image(name, {
    kind: 'index',
    mediaType: OCI_INDEX,
    blobs: [],
    children: children.map((child) => ({ digest: digestOf(child), mediaType: OCI_IMAGE, size: 1 })),
    ...facts,
  });
}

/** A tag on the image of the same name, pushed a hundred days ago and never used. `on`: the name of another. */
export function tag(name: string, facts: Partial<TagSnapshot> & { on?: string } = {}): TagSnapshot {
  const { on = name, ...rest } = facts;
  return {
    name,
    digest: digestOf(on),
    pushedAt: ago(100),
    pushedBy: 'ann',
    seenAt: ago(100),
    restoredAt: null,
    lastPulledAt: null,
    lastUsedAt: null,
    countedSince: LONG_AGO,
    locked: null,
    ...rest,
  };
}

/** A tag that was found upstream, and so has no push time. */
export function adopted(name: string, facts: Partial<TagSnapshot> & { on?: string } = {}): TagSnapshot {
  return tag(name, { pushedAt: null, pushedBy: null, ...facts });
}

/** A repository of these tags; what they point to is added as images, where it is not given. */
export function repository(
  tags: TagSnapshot[],
  manifests: ManifestSnapshot[] = [],
  name = 'acme/api',
): RepositorySnapshot {
  const known = new Set(manifests.map(({ digest }) => digest));
  const missing = [...new Map(tags.map((one) => [one.digest, one])).values()].filter(
    ({ digest }) => !known.has(digest),
  );
  return {
    name,
    tags,
    manifests: [...manifests, ...missing.map((one) => ({ ...image(one.name), digest: one.digest }))],
    retired: [],
  };
}

export function snapshot(repositories: RepositorySnapshot[], facts: Partial<Snapshot> = {}): Snapshot {
  return { project: 'acme', takenAt: NOW, repositories, indexDoubt: null, inUseSources: [], ...facts };
}

/** A policy of these rules, that honours no use. */
export function policy(rules: (DeleteRule | KeepRule)[], facts: Partial<Policy> = {}): Policy {
  return {
    graceHours: 24,
    usedWithinDays: null,
    honourExpiresAfter: false,
    replaced: null,
    rules,
    ...facts,
  };
}

const everything = {
  name: '',
  repositories: { include: ['**'], exclude: [] },
  tags: null,
  selects: 'tagged',
  onlyPrereleases: false,
  groupBy: { by: 'repository' },
  newestBy: 'push',
  keepNewest: null,
} as const;

/** A rule that deletes everything, unless `facts` says less. */
export function deleteRule(facts: Partial<DeleteRule> = {}): DeleteRule {
  return {
    ...everything,
    id: 'delete',
    repositories: { include: ['**'], exclude: [] },
    action: 'delete',
    olderThanDays: null,
    notPulledForDays: null,
    totalSizeAboveBytes: null,
    ...facts,
  };
}

/** A rule that keeps everything, unless `facts` says less. */
export function keepRule(facts: Partial<KeepRule> = {}): KeepRule {
  return {
    ...everything,
    id: 'keep',
    repositories: { include: ['**'], exclude: [] },
    action: 'keep',
    pushedWithinDays: null,
    pulledWithinDays: null,
    ...facts,
  };
}

/** Names of the tags that go. */
export function deleted(plan: Plan): string[] {
  return plan.tags.filter(({ outcome }) => outcome === 'delete').map((verdict) => verdict.tag);
}

/** Digests of the manifests that go, as the names they were made of. */
export function deletedManifests(plan: Plan): string[] {
  return plan.manifests
    .filter(({ outcome }) => outcome === 'delete')
    .map(({ digest }) => nameOf(digest))
    .sort();
}

/** What was decided about a tag. */
export function verdictOn(plan: Plan, name: string) {
  const verdict = plan.tags.find((one) => one.tag === name);
  if (!verdict) throw new Error(`The plan says nothing of ${name}.`);
  return verdict;
}

/** The snapshot as it is after the plan was carried out and purged. */
export function applied({ repositories, ...rest }: Snapshot, plan: Plan): Snapshot {
  const gone = new Set<string>();
  for (const { repository: name, tag: gon, outcome } of plan.tags)
    if (outcome === 'delete') gone.add(`${name}:${gon}`);
  for (const { repository: name, digest, outcome } of plan.manifests)
    if (outcome === 'delete') gone.add(`${name}@${digest}`);
  return {
    ...rest,
    repositories: repositories.map(({ name, tags, manifests, ...more }) => ({
      ...more,
      name,
      tags: tags.filter((one) => !gone.has(`${name}:${one.name}`)),
      manifests: manifests.filter(({ digest }) => !gone.has(`${name}@${digest}`)),
    })),
  };
}

function nameOf(digest: string): string {
  const hex = digest.slice('sha256:'.length).replace(/^(00)+/, '');
  return hex.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16)));
}

/** The plan of one repository that holds these. */
export const planned = (
  tags: TagSnapshot[],
  rules: (DeleteRule | KeepRule)[],
  facts: Partial<Policy> = {},
  manifests: ManifestSnapshot[] = [],
): Plan => plan(snapshot([repository(tags, manifests)]), policy(rules, facts), NOW);
