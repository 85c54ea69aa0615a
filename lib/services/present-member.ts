import type { MemberRow } from '#lib/db/members.ts';
import type { Member } from '#lib/schemas/projects.ts';

/** A member of a project as the other members see them: no address, no more than their work here needs. */
export function presentMember(row: MemberRow): Member {
  return {
    username: row.name,
    role: row.role,
    disabled: row.disabled,
    addedAt: row.addedAt.toISOString(),
    lastActiveAt: row.lastActiveAt?.toISOString() ?? null,
  };
}
