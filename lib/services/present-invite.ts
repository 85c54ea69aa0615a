import type { InviteRow } from '#lib/db/invites.ts';
import type { Invite } from '#lib/schemas/joining.ts';

/** An invite as those see it who may invite. */
export function presentInvite(row: InviteRow): Invite {
  return {
    id: row.id,
    project: row.project,
    role: row.role,
    email: row.email,
    note: row.note,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    usedAt: row.usedAt?.toISOString() ?? null,
    usedBy: row.usedBy,
  };
}
