import { query } from './pool.ts';

export type Deletion = {
  kind: 'deleted' | 'missing';
  digest: string | null;
  actor: string | null;
  at: Date;
};

export type TrashedImage = {
  id: number;
  tag: string | null;
  digest: string;
  deletedBy: string | null;
  deletedAt: Date;
  expiresAt: Date;
};

/** How a tag went, when the last that is known of it is that it did; null for a tag that is there, or never was. */
export async function readDeletion(repositoryId: number, tag: string): Promise<Deletion | null> {
  const [last] = await query<Omit<Deletion, 'kind'> & { kind: string }>(
    `SELECT kind, from_digest AS digest, actor, at FROM tag_event WHERE repository_id = $1 AND tag = $2
     ORDER BY id DESC LIMIT 1`,
    [repositoryId, tag],
  );
  return last?.kind === 'deleted' || last?.kind === 'missing' ? { ...last, kind: last.kind } : null;
}

/** What can still be restored of a tag, or of a digest under whichever name: the latest deleted. */
export async function readTrashedImage(
  repositoryId: number,
  image: { tag: string } | { digest: string },
): Promise<TrashedImage | null> {
  const [column, value] = 'tag' in image ? ['tag', image.tag] : ['digest', image.digest];
  const [entry] = await query<TrashedImage>(
    `SELECT id, tag, digest, deleted_by AS "deletedBy", deleted_at AS "deletedAt", expires_at AS "expiresAt"
     FROM trash_entry WHERE repository_id = $1 AND ${column} = $2 AND expires_at > now()
     ORDER BY deleted_at DESC, id DESC LIMIT 1`,
    [repositoryId, value],
  );
  return entry ?? null;
}
