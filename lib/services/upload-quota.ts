import { lockUsage, readUsage, release, reserve, uncounted } from '#lib/db/quota.ts';
import type { Tx } from '#lib/db/transaction.ts';
import { transaction } from '#lib/db/transaction.ts';
import { bytesRefused } from './quota-refusal.ts';

type Project = { id: number; name: string };

/** An upload or mount as it asks for room: `session` tells it from others, `digest` is null until its end. */
export type Upload = { project: Project; session: string; digest: string | null; bytes: number };

/**
 * In mid-stream only more than a tenth over is refused: clients show that as a broken connection, while at the end they print
 * our sentence.
 */
const STREAM_TOLERANCE = 1.1;

/** Before an upload starts. @throws AppError DENIED when the project's quota of bytes is used up */
export async function requireSpaceLeft(project: Project): Promise<void> {
  await transaction(async (tx) => {
    const known = await readUsage(project.id, {}, tx);
    const limit = known?.quota.bytes ?? null;
    if (limit === null || known!.usage.bytes < limit) return;
    throw await bytesRefused(tx, project, { limit, used: known!.usage.bytes, needed: null });
  });
}

/** While its bytes come: `bytes` is how many there are so far. @throws AppError DENIED far beyond the quota */
export async function reserveStream(upload: Upload): Promise<void> {
  await transaction((tx) => take(tx, upload, STREAM_TOLERANCE));
}

/** Before it is closed under its digest, with its whole size. @throws AppError DENIED when there is no room for it */
export async function reserveBlob(upload: Upload & { digest: string }): Promise<void> {
  await transaction((tx) => take(tx, upload, 1));
}

/** It counts as a blob by now, or will never be one. */
export async function releaseUpload({
  project,
  session,
}: Pick<Upload, 'project' | 'session'>): Promise<void> {
  await release(project.id, session);
}

async function take(tx: Tx, { project, session, digest, bytes }: Upload, tolerance: number): Promise<void> {
  await lockUsage(tx, project.id);
  const known = await readUsage(project.id, { holder: session }, tx);
  const limit = known?.quota.bytes ?? null;
  if (limit === null) return;
  const { bytes: used } = known!.usage;
  const counts = digest !== null && (await uncounted(tx, project.id, [digest])).length === 0;
  if (!counts && used + bytes > limit * tolerance)
    throw await bytesRefused(tx, project, { limit, used, needed: bytes });
  await reserve(tx, [{ projectId: project.id, holder: session, digest, bytes, operationId: null }]);
}
