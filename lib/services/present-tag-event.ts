import type { TagEventRow } from '#lib/db/read-tag-events.ts';
import type { TagEvent } from '#lib/schemas/repositories.ts';

/** A move of a tag as it leaves. */
export function presentTagEvent(row: TagEventRow): TagEvent {
  return {
    repository: row.repository,
    tag: row.tag,
    kind: row.kind,
    fromDigest: row.fromDigest,
    toDigest: row.toDigest,
    actor: row.actor,
    at: row.at.toISOString(),
    restorable: row.restorable,
  };
}
