import { AppError } from '#lib/errors/app-error.ts';
import { collectGarbage } from '#lib/runtime/collect-garbage.ts';
import { blobBytes, wasEverPushedTo } from './content.ts';
import { each } from '#lib/registry/each.ts';
import { forgetProgram, noteProgram, type Storage } from './storage.ts';

/** Digests of blobs, with their bytes on the disk. */
export type Freed = Map<string, number>;

/** What the program says of each blob that it deletes, or would (distribution registry/storage/garbagecollect.go, 2.8 and 3). */
const ELIGIBLE = /^blob eligible for deletion: (sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
/** The name of a repository that it looks into, on a line of its own. */
const REPOSITORY = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;
/** Said once when all is marked: without it, the program has not got through, whatever its exit code. */
const MARKED = /^\d+ blobs marked, /;

/**
 * Runs the registry's garbage collection. `progress` is told repositories marked, and blobs deleted. `known`: bytes of blobs that are
 * gone when it has ended. @returns what it deleted (a dry run: would delete) @throws AppError UPSTREAM_ERROR
 */
export async function runProgram(
  storage: Storage,
  { dryRun, signal, known }: { dryRun: boolean; signal: AbortSignal; known: Freed },
  progress: (repositories: number, deleted: number) => void,
): Promise<Freed> {
  if (!(await wasEverPushedTo(storage.folder))) return new Map();
  const digests = new Set<string>();
  let repositories = 0;
  let marked = false;
  try {
    await collectGarbage({
      ...{ registry: storage.registry, storage: storage.folder, dryRun, lock: storage.lock.fd, signal },
      onSpawn: ({ identity }) => noteProgram(storage.folder, identity),
      onLine: (line) => {
        const digest = ELIGIBLE.exec(line)?.[1];
        if (digest !== undefined) digests.add(digest);
        else if (MARKED.test(line)) marked = true;
        else if (REPOSITORY.test(line)) repositories++;
        progress(repositories, digests.size);
      },
    });
  } finally {
    forgetProgram(storage.folder);
  }
  if (!marked)
    throw new AppError(
      'UPSTREAM_ERROR',
      "The registry's garbage-collect said nothing of what it marked: look at its version.",
    );
  const sizes = await each([...digests], async (digest) =>
    dryRun ? await blobBytes(storage.folder, digest) : (known.get(digest) ?? 0),
  );
  return new Map([...digests].map((digest, i) => [digest, sizes[i]!]));
}
