import type { Quota, Usage } from '#lib/db/quota.ts';
import { readTrashedBytes } from '#lib/db/quota.ts';
import type { Tx } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { formatBytes } from '#lib/oci/format-bytes.ts';

type Project = { id: number; name: string };

/** The no to bytes that a project has no room for: says how much of what is used is trash, which a purge would free. */
export async function bytesRefused(
  tx: Tx,
  project: Project,
  { limit, used, needed }: { limit: number; used: number; needed: number | null },
): Promise<AppError> {
  const trash = await readTrashedBytes(project.id, tx);
  const inTrash = trash > 0 ? `, ${formatBytes(trash)} of it in the trash` : '';
  const wanted = needed === null ? '' : `, and this needs ${formatBytes(needed)} more`;
  const trashToo = trash > 0 ? ' and purge the trash' : '';
  return new AppError(
    'DENIED',
    `quota of ${project.name} exceeded: ${formatBytes(used)} of ${formatBytes(limit)} used${inTrash}${wanted}. Delete images${trashToo}, or ask an administrator for a larger quota.`,
    { detail: { quota: 'bytes', limit, used, trash } },
  );
}

/** The no to one more repository or tag. */
export function countRefused(
  project: Project,
  kind: 'repositories' | 'tags',
  quota: Quota,
  usage: Usage,
): AppError {
  const limit = quota[kind];
  return new AppError(
    'DENIED',
    `quota of ${project.name} exceeded: it has ${usage[kind]} of ${limit} ${kind}. Delete ${kind === 'tags' ? 'some' : 'the tags of one'}, or ask an administrator for a larger quota.`,
    { detail: { quota: kind, limit, used: usage[kind] } },
  );
}
