import { query } from './pool.ts';
import type { Tx } from './transaction.ts';

/** As lib/policies has them: this room does not know that one. */
export type RuleRow = { id: number; repositories: string; tags: string };
export type LockRow = { who: string | null; at: Date; note: string | null };

/** A tag as the index has it, missing ones too: a doubt is no reason to let it move. */
export type GuardedTag = { tag: string; digest: string; lock: LockRow | null };

/** What decides whether tags of a repository may move or go. */
export type TagGuards = { rules: RuleRow[]; tags: GuardedTag[] };

/** The rules of the repository's project, and those of `tags` that are there; inside `tx`, where there is one. */
export async function readTagGuards(
  repositoryId: number,
  tags: readonly string[],
  tx: Tx = { query },
): Promise<TagGuards> {
  const [row] = await tx.query<{ rules: RuleRow[]; tags: RawTag[] }>(GUARDS, [repositoryId, tags]);
  return { rules: row?.rules ?? [], tags: (row?.tags ?? []).map(fromRaw) };
}

/** The lock of a row that has its three columns; null when it is not locked. */
export function lockOf(row: {
  lockedAt: Date | string | null;
  lockedBy: string | null;
  lockNote: string | null;
}): LockRow | null {
  return row.lockedAt === null ? null : { who: row.lockedBy, at: new Date(row.lockedAt), note: row.lockNote };
}

/** Times in JSON are text. */
type RawTag = {
  tag: string;
  digest: string;
  lockedAt: string | null;
  lockedBy: string | null;
  lockNote: string | null;
};

function fromRaw({ tag, digest, ...lock }: RawTag): GuardedTag {
  return { tag, digest, lock: lockOf(lock) };
}

const GUARDS = `
  SELECT
    (SELECT coalesce(json_agg(json_build_object('id', i.id, 'repositories', i.repositories, 'tags', i.tags) ORDER BY i.id), '[]')
       FROM immutability_rule i WHERE i.project_id = r.project_id) AS rules,
    (SELECT coalesce(json_agg(json_build_object('tag', t.name, 'digest', t.digest,
              'lockedAt', t.locked_at, 'lockedBy', t.locked_by, 'lockNote', t.lock_note)), '[]')
       FROM tag t WHERE t.repository_id = r.id AND t.name = ANY ($2::text[])) AS tags
  FROM repository r WHERE r.id = $1`;
