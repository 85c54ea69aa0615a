import { pinsLeft, savePins, type Pin } from '#lib/db/gc-runs.ts';
import { blobsOfPushes, type PushedBlob } from '#lib/db/unreferenced-blobs.ts';
import { beginWrite } from '#lib/db/write-gate.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { digestOf } from '#lib/oci/digest.ts';
import { EMPTY_BLOB, pinBytes, PIN_TYPE } from '#lib/oci/pin.ts';
import { headBlob, putBlob } from '#lib/registry/blobs.ts';
import { each } from '#lib/registry/each.ts';
import { deleteManifest, putManifest } from '#lib/registry/manifests.ts';
import { hasManifest, repositoriesOn } from './content.ts';

/** Descriptors in one pin: far below the 4 MiB that a manifest may have. */
const MOST_BLOBS = 5_000;

/**
 * Pins, repository by repository, what pushes have brought and no manifest names yet. Call it only while nothing is written.
 * @returns blobs that the registry does not have, whatever the index says
 * @throws AppError UPSTREAM_ERROR when one can't be pinned for sure: then nothing may be deleted
 */
export async function pinPushes(runId: number, storage: string): Promise<PushedBlob[]> {
  const pushed = await blobsOfPushes();
  const there = await each(pushed, ({ repository, digest }) => headBlob(repository, digest));
  const lost = pushed.filter((_, i) => there[i] === null);
  const pins = batches(pushed.filter((_, i) => there[i] !== null)).map((blobs) => pinOf(runId, blobs));
  await savePins(
    runId,
    pins.map(({ repository, digest }) => ({ repository, digest })),
  );
  await each(pins, (pin) => put(pin, storage));
  return lost;
}

type NewPin = Pin & { bytes: Buffer };

async function put({ repository, digest, bytes }: NewPin, storage: string): Promise<void> {
  await putEmptyBlob(repository);
  const stored = await putManifest(repository, digest, bytes, PIN_TYPE);
  if (stored.refused)
    throw new AppError(
      'UPSTREAM_ERROR',
      `What is being pushed to ${repository} can not be kept safe: ${stored.message}. Nothing was deleted.`,
    );
  if (!(await hasManifest(storage, repository, digest))) throw anotherStorage(storage);
}

/** The folder is not what the registry writes to: its program would delete elsewhere what nothing was pinned in. */
export function anotherStorage(storage: string): AppError {
  return new AppError(
    'CONFIG_INVALID',
    `The folder ${storage} is not the storage of this registry: correct LIGHTER_STORAGE. Nothing was deleted.`,
  );
}

/**
 * 2.8.x looks only into repositories with a folder of layers: one that holds nothing but indexes would lose them all. Gives each such a
 * blob. @returns repositories on the disk
 */
export async function showAllRepositories(storage: string): Promise<number> {
  let count = 0;
  for await (const { name, hasLayers, hasManifests } of repositoriesOn(storage)) {
    count++;
    if (hasManifests && !hasLayers) await putBlob(name, EMPTY_BLOB);
  }
  return count;
}

/** Removes all pins there are, of this run and of such as were cut off. */
export async function removePins(): Promise<void> {
  for (const { id, pins } of await pinsLeft()) {
    const permit = await beginWrite();
    try {
      await each(pins, ({ repository, digest }) => deleteManifest(repository, digest));
      await savePins(id, []);
    } finally {
      permit.release();
    }
  }
}

async function putEmptyBlob(repository: string): Promise<void> {
  if ((await headBlob(repository, digestOf(EMPTY_BLOB))) === null) await putBlob(repository, EMPTY_BLOB);
}

function pinOf(runId: number, blobs: PushedBlob[]): NewPin {
  const bytes = pinBytes(runId, blobs);
  return { repository: blobs[0]!.repository, digest: digestOf(bytes), bytes };
}

/** Blobs of one repository each, in their order. */
function batches(pushed: PushedBlob[]): PushedBlob[][] {
  const byRepository = Map.groupBy(pushed, ({ repository }) => repository);
  return [...byRepository.values()].flatMap((blobs) => {
    const parts = Math.ceil(blobs.length / MOST_BLOBS);
    return Array.from({ length: parts }, (_, i) => blobs.slice(i * MOST_BLOBS, (i + 1) * MOST_BLOBS));
  });
}
