import { showBlob } from '#lib/db/gateway-blobs.ts';
import { AppError } from '#lib/errors/app-error.ts';

/**
 * Makes a blob visible in a repository: its upload or mount there is finished upstream. `size` in bytes.
 * @throws AppError NAME_UNKNOWN when the repository went away meanwhile
 */
export async function recordBlob(blob: {
  repositoryId: number;
  digest: string;
  size: number;
}): Promise<void> {
  if (!(await showBlob(blob)))
    throw new AppError('NAME_UNKNOWN', 'The repository was deleted meanwhile: push again.');
}
