import type { LockRow, RuleRow } from './tag-guards.ts';
import { lockOf } from './tag-guards.ts';
import { isAttachmentTag } from './tag-marks.ts';
import type { Tx } from './transaction.ts';
import { transaction } from './transaction.ts';

// All that cleanup looks at of a project: a statement a kind of row, each over all its repositories at once. Times arrive as
// milliseconds since 1970 and lists as texts, since 100,000 tags have some millions of values, and parsing each costs more
// than reading it.

/** Which content: of the project, or of one of its repositories alone. */
export type SnapshotScope = { projectId: number; repositoryId?: number };

export type SnapshotTagRow = {
  repository: string;
  name: string;
  digest: string;
  pushedAt: number;
  /** Null: found upstream, not pushed through Lighter. */
  pushedBy: string | null;
  restoredAt: number | null;
  lastPulledAt: number | null;
  lastUsedAt: number | null;
  missing: boolean;
  lock: LockRow | null;
};

export type SnapshotManifestRow = {
  id: number;
  repository: string;
  digest: string;
  kind: 'image' | 'index' | 'artifact';
  mediaType: string;
  artifactType: string | null;
  configDigest: string | null;
  size: number;
  pushedAt: number;
  pushedBy: string | null;
  builtAt: number | null;
  subject: string | null;
  expiresAfter: string | null;
  digestUsedAt: number | null;
  /** When a tag was last moved away from it. */
  movedFromAt: number | null;
  fallback: boolean;
  pinned: boolean;
};

/** `digests`, `sizes` and `mediaTypes` are lists with a space between their items, in the same order. */
export type SnapshotPartsRow = { manifestId: number; digests: string; sizes: string; mediaTypes: string };
export type SnapshotBlobsRow = Omit<SnapshotPartsRow, 'mediaTypes'> & { configType: string | null };

export type InUseRow = { digest: string; sources: string[] };

/** A digest that is not visible here, of which a run's plan had that it goes, and what is attached to it by a tag with it. */
export type RetiredRow = { repository: string; subject: string };

export type SnapshotRows = {
  tags: SnapshotTagRow[];
  manifests: SnapshotManifestRow[];
  children: SnapshotPartsRow[];
  blobs: SnapshotBlobsRow[];
  inUse: InUseRow[];
  retired: RetiredRow[];
  /** Immutability rules of the project. */
  rules: RuleRow[];
  stamp: SnapshotStamp;
};

/** Changes with what may make a planned delete a wrong one, besides the deleted itself; see `readStamp`. */
export type SnapshotStamp = { lastRemoval: number; inUse: string };

/** The visible content at one moment: what is pushed or deleted meanwhile is in all of the rows, or in none. */
export async function readSnapshotRows(scope: SnapshotScope): Promise<SnapshotRows> {
  return transaction(async (tx) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return {
      tags: (await read<RawTagRow>(tx, scope, TAGS)).map(fromRaw),
      manifests: await read<SnapshotManifestRow>(tx, scope, MANIFESTS),
      children: await read<SnapshotPartsRow>(tx, scope, CHILDREN),
      blobs: await read<SnapshotBlobsRow>(tx, scope, BLOBS),
      inUse: await tx.query<InUseRow>(IN_USE),
      retired: await readRetired(tx, scope),
      rules: await tx.query<RuleRow>(RULES, [scope.projectId]),
      stamp: await readStamp(tx, scope),
    };
  });
}

/**
 * What a plan of the scope rests upon besides the facts of each tag: that nothing newer was deleted (what is kept for being
 * among the newest counts on the others), and that nobody has reported anything else to run.
 */
export async function readStamp(tx: Tx, scope: SnapshotScope): Promise<SnapshotStamp> {
  const [removal] = await read<{ id: number | null }>(tx, scope, LAST_REMOVAL);
  const [reports] = await tx.query<{ stamp: string }>(REPORTS);
  return { lastRemoval: removal?.id ?? 0, inUse: reports?.stamp ?? '' };
}

async function readRetired(tx: Tx, scope: SnapshotScope): Promise<RetiredRow[]> {
  const orphans = await read<Orphan>(tx, scope, ORPHANS);
  if (orphans.length === 0) return [];
  return tx.query<RetiredRow>(RETIRED, [
    scope.projectId,
    orphans.map(({ repository }) => repository),
    orphans.map(({ name }) => name),
    orphans.map(({ digest }) => digest),
  ]);
}

type Orphan = { repository: string; name: string; digest: string };

type RawTagRow = Omit<SnapshotTagRow, 'lock'> & {
  lockedAt: Date | null;
  lockedBy: string | null;
  lockNote: string | null;
};

function fromRaw({ lockedAt, lockedBy, lockNote, ...row }: RawTagRow): SnapshotTagRow {
  return { ...row, lock: lockOf({ lockedAt, lockedBy, lockNote }) };
}

type Statement = (repositories: string) => string;

function read<Row extends object>(tx: Tx, scope: SnapshotScope, statement: Statement): Promise<Row[]> {
  if (scope.repositoryId === undefined) return tx.query<Row>(statement(OF_PROJECT), [scope.projectId]);
  return tx.query<Row>(statement(OF_REPOSITORY), [scope.projectId, scope.repositoryId]);
}

const OF_PROJECT = '(SELECT * FROM repository WHERE project_id = $1)';
const OF_REPOSITORY = '(SELECT * FROM repository WHERE project_id = $1 AND id = $2)';

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** Fallback tags are bookkeeping. A restored tag has an event of it; one that was pushed since has another digest, or a later push. */
const TAGS: Statement = (repositories) => `
  SELECT r.name AS repository, t.name, t.digest, ${ms('t.pushed_at')} AS "pushedAt", t.pushed_by AS "pushedBy",
         ${ms('back.at')} AS "restoredAt", ${ms('t.last_pulled_at')} AS "lastPulledAt",
         ${ms('t.last_used_at')} AS "lastUsedAt", t.missing,
         t.locked_at AS "lockedAt", t.locked_by AS "lockedBy", t.lock_note AS "lockNote"
  FROM ${repositories} r JOIN tag t ON t.repository_id = r.id
  LEFT JOIN (
    SELECT e.repository_id, e.tag, e.to_digest, max(e.at) AS at
    FROM ${repositories} r JOIN tag_event e ON e.repository_id = r.id AND e.kind = 'restored'
    GROUP BY e.repository_id, e.tag, e.to_digest) back
    ON back.repository_id = t.repository_id AND back.tag = t.name AND back.to_digest = t.digest
  WHERE NOT t.fallback`;

const MANIFESTS: Statement = (repositories) => `
  SELECT m.id, r.name AS repository, m.digest, m.kind, m.media_type AS "mediaType", m.artifact_type AS "artifactType",
         m.config_digest AS "configDigest", m.size, ${ms('m.pushed_at')} AS "pushedAt", m.pushed_by AS "pushedBy",
         ${ms('m.built_at')} AS "builtAt", m.subject, m.expires_after AS "expiresAfter",
         ${ms('m.digest_used_at')} AS "digestUsedAt", ${ms('moved.at')} AS "movedFromAt", m.fallback,
         m.pinned_at IS NOT NULL AS pinned
  FROM ${repositories} r JOIN manifest m ON m.repository_id = r.id AND NOT m.hidden
  LEFT JOIN (
    SELECT e.repository_id, e.from_digest, max(e.at) AS at
    FROM ${repositories} r JOIN tag_event e ON e.repository_id = r.id
    WHERE e.kind IN ('pushed', 'found', 'restored') AND e.from_digest IS NOT NULL AND e.from_digest <> e.to_digest
    GROUP BY e.repository_id, e.from_digest) moved
    ON moved.repository_id = m.repository_id AND moved.from_digest = m.digest`;

/** Also of hidden manifests, which nobody looks up: leaving them out would cost more than reading them. */
const CHILDREN: Statement = (repositories) => `
  SELECT c.manifest_id AS "manifestId", string_agg(c.digest, ' ' ORDER BY c.position) AS digests,
         string_agg(c.size::text, ' ' ORDER BY c.position) AS sizes,
         string_agg(replace(c.media_type, ' ', ''), ' ' ORDER BY c.position) AS "mediaTypes"
  FROM ${repositories} r JOIN manifest_child c ON c.repository_id = r.id
  GROUP BY c.manifest_id`;

const BLOBS: Statement = (repositories) => `
  SELECT b.manifest_id AS "manifestId", string_agg(b.digest, ' ') AS digests, string_agg(b.size::text, ' ') AS sizes,
         max(b.media_type) FILTER (WHERE b.config) AS "configType"
  FROM ${repositories} r JOIN manifest_blob b ON b.repository_id = r.id AND NOT b."foreign"
  GROUP BY b.manifest_id`;

/** All of them: what runs somewhere may come from any project, and there are few. */
const IN_USE =
  'SELECT digest, array_agg(source ORDER BY source) AS sources FROM in_use_digest GROUP BY digest';

/** The digest that such a tag names. */
const SUBJECT = (tag: string) => `replace(split_part(${tag}, '.', 1), '-', ':')`;

/** Tags such as `sha256-<hex>.sig` of what is not here. */
const ORPHANS: Statement = (repositories) => `
  SELECT r.name AS repository, t.name, t.digest FROM ${repositories} r JOIN tag t ON t.repository_id = r.id
  WHERE ${isAttachmentTag('t.name')} AND NOT EXISTS (
    SELECT 1 FROM manifest m WHERE m.repository_id = r.id AND m.digest = ${SUBJECT('t.name')} AND NOT m.hidden)`;

/** Of those, the subjects with which a run was to delete them; a plan that was only looked at decides nothing. */
const RETIRED = `
  SELECT DISTINCT orphan.repository, ${SUBJECT('orphan.tag')} AS subject
  FROM unnest($2::text[], $3::text[], $4::text[]) AS orphan(repository, tag, digest)
  JOIN retention_decision d ON d.tag = orphan.tag AND d.repository = orphan.repository AND d.digest = orphan.digest
    AND (d.reason ->> 'kind') = 'subject'
  JOIN retention_run run ON run.id = d.run_id AND run.project_id = $1 AND NOT run.observing`;

const RULES = 'SELECT id, repositories, tags FROM immutability_rule WHERE project_id = $1 ORDER BY id';

const LAST_REMOVAL: Statement = (repositories) => `
  SELECT max(last.id) AS id FROM ${repositories} r
  JOIN LATERAL (
    SELECT e.id FROM tag_event e WHERE e.repository_id = r.id AND e.kind IN ('deleted', 'missing')
    ORDER BY e.id DESC LIMIT 1) last ON true`;

const REPORTS = `
  SELECT coalesce(string_agg(name || ' ' || reported_at::text, ',' ORDER BY name), '') AS stamp FROM in_use_source`;
