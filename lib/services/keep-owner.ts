import { hasOtherOwner, type MemberRow } from '#lib/db/members.ts';
import type { LockedProject } from '#lib/db/projects.ts';
import type { Tx } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';

/**
 * Refuses to take the role owner from the last one who has it and can sign in, and from the user whose personal project
 * it is: nobody would be left to decide. @throws AppError CONFLICT
 */
export async function keepOwner(
  tx: Tx,
  project: LockedProject,
  member: MemberRow,
  userId: number,
): Promise<void> {
  if (project.personalOwnerId === userId) {
    throw new AppError(
      'CONFLICT',
      `${project.name} is the personal project of ${member.name}, who stays its owner.`,
    );
  }
  if (member.direct !== 'owner' || (await hasOtherOwner(tx, project.id, userId))) return;
  throw new AppError(
    'CONFLICT',
    `${member.name} is the last owner of ${project.name}. Make someone else an owner first.`,
  );
}
