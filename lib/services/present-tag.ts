import type { SharedDigest } from '#lib/db/read-aliases.ts';
import type { TagRow } from '#lib/db/read-tags.ts';
import type { TagMark } from '#lib/db/tag-marks.ts';
import type { Protection } from '#lib/policies/protection.ts';
import type { TagProtection } from '#lib/schemas/protection.ts';
import type { Tag } from '#lib/schemas/repositories.ts';
import { notPulledSince } from './not-pulled-since.ts';

/** Alias chips a row has room for. */
export const MOST_ALIASES = 3;

/** What is known of a tag beside its own row; `shared`: the tags on its manifest, itself among them. */
export type TagContext = {
  shared: SharedDigest | undefined;
  marks: TagMark[];
  pullsByDay: number[];
  protection: Protection | null;
  countingSince: Date;
};

/** A tag as it leaves. */
export function presentTag(row: TagRow, context: TagContext): Tag {
  const { shared, marks, pullsByDay, protection, countingSince } = context;
  return {
    name: row.name,
    digest: row.digest,
    kind: row.kind,
    mediaType: row.mediaType,
    artifactType: row.artifactType,
    status: marks,
    size: row.size,
    platforms: row.platforms,
    aliases: (shared?.names ?? []).filter((name) => name !== row.name).slice(0, MOST_ALIASES),
    // Between the two statements the tag itself may have been deleted.
    aliasCount: Math.max(0, (shared?.count ?? 1) - 1),
    pushedAt: row.pushedAt.toISOString(),
    pushedBy: row.pushedBy,
    builtAt: row.builtAt?.toISOString() ?? null,
    lastPulledAt: row.lastPulledAt?.toISOString() ?? null,
    notPulledSince: notPulledSince(row, countingSince),
    pulls30d: row.pulls30d,
    pullsByDay,
    locked: presentProtection(protection),
  };
}

/** Why a tag may neither move nor go, as it leaves. */
export function presentProtection(protection: Protection | null): TagProtection | null {
  if (protection === null) return null;
  if (protection.by === 'lock') {
    const { who, at, note } = protection.lock;
    return { by: 'lock', who, at: at.toISOString(), note };
  }
  const { id, repositories, tags } = protection.rule;
  return { by: 'rule', id, repositories, tags };
}
