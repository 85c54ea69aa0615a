import type { MemberRow } from '#lib/db/members.ts';
import type { Member } from '#lib/schemas/projects.ts';

/** A member of a project as the other members see them: no address, no more than their work here needs. */
export function presentMember(row: MemberRow): Member {
  return {
    username: row.name,
    role: row.role,
    direct: row.direct,
    groups: row.groups,
    disabled: row.disabled,
    addedAt: row.addedAt?.toISOString() ?? null,
    lastActiveAt: row.lastActiveAt?.toISOString() ?? null,
  };
}
