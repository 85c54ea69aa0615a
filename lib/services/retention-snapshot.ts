import { readInUseSources } from '#lib/db/in-use.ts';
import type {
  InUseRow,
  SnapshotBlobsRow,
  SnapshotManifestRow,
  SnapshotPartsRow,
  SnapshotRows,
  SnapshotScope,
  SnapshotStamp,
  SnapshotTagRow,
} from '#lib/db/retention-snapshot.ts';
import { readSnapshotRows } from '#lib/db/retention-snapshot.ts';
import type {
  BlobSnapshot,
  ChildSnapshot,
  ManifestSnapshot,
  RepositorySnapshot,
  Snapshot,
  TagSnapshot,
} from '#lib/retention/types.ts';
import type { Protection, Protector } from '#lib/policies/protection.ts';
import { protector } from '#lib/policies/protection.ts';
import { indexDoubt } from './cleanup-pause.ts';
import { countedSince } from './notice-restore.ts';

/** All that cleanup has to know of a project (or of one of its repositories) at this moment, and what it rests upon. */
export async function takeSnapshot(
  project: string,
  scope: SnapshotScope,
): Promise<{ snapshot: Snapshot; stamp: SnapshotStamp }> {
  const takenAt = Date.now();
  const [rows, sources, since, doubt] = await Promise.all([
    readSnapshotRows(scope),
    readInUseSources(),
    countedSince(),
    indexDoubt(takenAt),
  ]);
  const snapshot: Snapshot = {
    project,
    takenAt,
    repositories: repositoriesOf(rows, since.getTime()),
    indexDoubt: doubt,
    inUseSources: sources.map(({ name, reportedAt, staleAt }) => ({
      name,
      reportedAt: reportedAt.getTime(),
      expiresAt: staleAt.getTime(),
    })),
  };
  return { snapshot, stamp: rows.stamp };
}

function repositoriesOf(rows: SnapshotRows, countedSince: number): RepositorySnapshot[] {
  const repositories = new Map<string, RepositorySnapshot>();
  const repository = (name: string) => {
    const known = repositories.get(name);
    if (known) return known;
    const made: RepositorySnapshot = { name, tags: [], manifests: [], retired: [] };
    repositories.set(name, made);
    return made;
  };
  const held = new Set<string>();
  const protectors = new Map<string, Protector>();
  for (const row of rows.tags) {
    held.add(`${row.repository} ${row.digest}`);
    const protect = protectors.get(row.repository) ?? protector(rows.rules, row.repository);
    protectors.set(row.repository, protect);
    repository(row.repository).tags.push(tagOf(row, protect, countedSince));
  }
  const parts = new Parts(rows);
  for (const row of rows.manifests) {
    const isHeld = held.has(`${row.repository} ${row.digest}`);
    repository(row.repository).manifests.push(manifestOf(row, { parts, isHeld, countedSince }));
  }
  for (const { repository: name, subject } of rows.retired) repository(name).retired.push(subject);
  return [...repositories.values()];
}

function tagOf(row: SnapshotTagRow, protect: Protector, countedSince: number): TagSnapshot {
  const protection = protect(row.name, row.lock);
  return {
    name: row.name,
    digest: row.digest,
    // Found upstream: the row has when it was found. What was restored has its restore for a push, and who did it.
    pushedAt: row.pushedBy === null ? null : row.pushedAt,
    pushedBy: row.pushedBy,
    seenAt: row.pushedAt,
    restoredAt: row.restoredAt,
    lastPulledAt: row.lastPulledAt,
    lastUsedAt: row.lastUsedAt,
    countedSince,
    locked: protection ? lockSentence(protection) : row.missing ? MISSING : null,
  };
}

function lockSentence(protection: Protection): string {
  if (protection.by === 'rule') {
    const { tags, repositories } = protection.rule;
    return `The rule "${tags}" in "${repositories}" makes it immutable.`;
  }
  const { who, note } = protection.lock;
  return `It is locked${who === null ? '' : ` by ${who}`}${note ? ` ("${note}")` : ''}.`;
}

/** Missing is a doubt: such a tag is neither deleted nor does what it holds count as untagged. */
const MISSING = 'The registry does not have it at present, and it may come back.';

type Known = { parts: Parts; isHeld: boolean; countedSince: number };

function manifestOf(row: SnapshotManifestRow, { parts, isHeld, countedSince }: Known): ManifestSnapshot {
  const { blobs, configType } = parts.blobs(row.id);
  return {
    digest: row.digest,
    kind: row.kind,
    mediaType: row.mediaType,
    artifactType: row.artifactType ?? configType,
    size: row.size,
    pushedAt: row.pushedBy === null ? null : row.pushedAt,
    builtAt: row.builtAt,
    children: parts.children(row.id),
    subject: row.subject,
    blobs,
    expiresAfter: row.expiresAfter,
    pinned: row.pinned,
    inUse: parts.inUse(row),
    lastPulledAt: row.digestUsedAt,
    countedSince,
    replacedAt: isHeld ? null : row.movedFromAt,
    fallback: row.fallback,
  };
}

const NO_BLOBS: { blobs: BlobSnapshot[]; configType: string | null } = { blobs: [], configType: null };

/** What manifests consist of. Blobs are many times shared: one object each. */
class Parts {
  readonly #children: Map<number, SnapshotPartsRow>;
  readonly #blobs: Map<number, SnapshotBlobsRow>;
  readonly #known = new Map<string, BlobSnapshot>();
  readonly #inUse: Map<string, string[]>;

  constructor({ children, blobs, inUse }: SnapshotRows) {
    this.#children = new Map(children.map((row) => [row.manifestId, row]));
    this.#blobs = new Map(blobs.map((row) => [row.manifestId, row]));
    this.#inUse = new Map(inUse.map(({ digest, sources }: InUseRow) => [digest, sources]));
  }

  children(manifestId: number): ChildSnapshot[] {
    const row = this.#children.get(manifestId);
    if (!row) return [];
    const sizes = row.sizes.split(' ');
    const mediaTypes = row.mediaTypes.split(' ');
    return row.digests
      .split(' ')
      .map((digest, i) => ({ digest, mediaType: mediaTypes[i]!, size: Number(sizes[i]) }));
  }

  blobs(manifestId: number): { blobs: BlobSnapshot[]; configType: string | null } {
    const row = this.#blobs.get(manifestId);
    if (!row) return NO_BLOBS;
    const sizes = row.sizes.split(' ');
    const blobs = row.digests.split(' ').map((digest, i) => this.#blob(digest, sizes[i]!));
    return { blobs, configType: row.configType };
  }

  /** Some runtimes tell an image by the digest of its config. */
  inUse({ digest, configDigest }: SnapshotManifestRow): string[] {
    const byConfig = configDigest === null ? undefined : this.#inUse.get(configDigest);
    return [...new Set([...(this.#inUse.get(digest) ?? []), ...(byConfig ?? [])])];
  }

  #blob(digest: string, size: string): BlobSnapshot {
    const known = this.#known.get(digest);
    if (known) return known;
    const made = { digest, size: Number(size) };
    this.#known.set(digest, made);
    return made;
  }
}
