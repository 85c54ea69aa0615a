import { recordAudit } from '#lib/audit/record.ts';
import { hideBlob } from '#lib/db/hide-blob.ts';
import { findRepository } from '#lib/db/index-repositories.ts';
import { transaction } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { projectOf } from '#lib/oci/reference.ts';
import type { Actor } from './actor.ts';

/**
 * Hides a blob of one repository (distribution spec 1.1, "Deleting Blobs"); upstream it stays until the registry's own
 * garbage collection. @throws AppError BLOB_UNKNOWN; UNSUPPORTED while a visible manifest needs it
 */
export async function deleteBlob(input: { repository: string; digest: string; actor: Actor }): Promise<void> {
  const repository = await findRepository(input.repository);
  if (!repository) throw unknown(input.digest);
  const outcome = await transaction(async (tx) => {
    const hidden = await hideBlob(tx, repository.id, input.digest);
    const about = { actor: input.actor, project: projectOf(repository.name), repository: repository.name };
    if (hidden === 'hidden') await recordAudit(tx, { ...about, action: 'blob.delete', target: input.digest });
    return hidden;
  });
  if (outcome === 'unknown') throw unknown(input.digest);
  if (outcome === 'needed') {
    throw new AppError('UNSUPPORTED', 'An image of this repository needs this blob: delete the image first.');
  }
}

function unknown(digest: string): AppError {
  return new AppError('BLOB_UNKNOWN', `There is no blob ${digest} here.`);
}
