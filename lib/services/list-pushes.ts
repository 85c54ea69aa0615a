import type { PushGroupRow } from '#lib/db/read-pushes.ts';
import { readPushGroups } from '#lib/db/read-pushes.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { PushGroup } from '#lib/schemas/system.ts';

/** Rows of the list (screens, "Home"). */
const GROUPS = 20;
/** Tags named in a group before "+3". */
const MOST_TAGS = 4;

/** The latest pushes that the principal may see, or made; those of one deed together. */
export async function listPushes(
  principal: Principal,
  input: { who: 'all' | 'mine' },
): Promise<{ items: PushGroup[] }> {
  const mine = input.who === 'mine';
  // Whoever is not signed in has pushed nothing.
  if (mine && principal.kind !== 'user') return { items: [] };
  const actor = mine && principal.kind !== 'anonymous' ? principal.name : undefined;
  const rows = await readPushGroups(principal, { actor, limit: GROUPS });
  return { items: rows.map(presentPushGroup) };
}

function presentPushGroup(row: PushGroupRow): PushGroup {
  const single = row.tagCount === 1 && !row.more;
  return {
    repository: row.repository,
    actor: row.actor,
    at: row.at.toISOString(),
    tagCount: row.tagCount,
    more: row.more,
    tags: [...new Set(row.tags)].slice(0, MOST_TAGS),
    fromDigest: single ? row.fromDigest : null,
    toDigest: single ? row.toDigest : null,
  };
}
