import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { endCollecting } from '#lib/runtime/collect-garbage.ts';
import { lockFile, lockOwner, type Held } from '#lib/runtime/file-lock.ts';
import type { FoundRegistry } from '#lib/runtime/find-registry.ts';
import { isAlive, type ProcessIdentity } from '#lib/runtime/process-identity.ts';

/**
 * A collector's hold of the registry's storage: one at a time on a machine, however many share the folder. The kernel keeps it for as
 * long as the collector lives, or a program that it started: whoever gets it knows that nothing else deletes there.
 */
export type Storage = { folder: string; registry: FoundRegistry; lock: Held };

/** Takes the storage; null while another collector has it. A program that outlived its collector is ended. */
export async function takeStorage(folder: string, registry: FoundRegistry): Promise<Storage | null> {
  const file = path.join(folder, LOCK);
  const lock = await lockFile(file);
  const owner = lock ? undefined : lockOwner(file);
  if (owner && isAlive(owner)) return null;
  await endCollecting(registry, folder, leftover(folder));
  if (!lock) return null;
  forgetProgram(folder);
  return { folder, registry, lock };
}

/** Notes the program that is about to delete, for whoever comes after a killed collector. */
export function noteProgram(folder: string, identity: ProcessIdentity): void {
  writeFileSync(path.join(folder, PROGRAM), JSON.stringify(identity));
}

export function forgetProgram(folder: string): void {
  rmSync(path.join(folder, PROGRAM), { force: true });
}

/** Both beside the registry's own folder `docker`. */
const LOCK = '.lighter-collector.lock';
const PROGRAM = '.lighter-collector.json';

function leftover(folder: string): { identity: ProcessIdentity } | undefined {
  try {
    return { identity: JSON.parse(readFileSync(path.join(folder, PROGRAM), 'utf8')) as ProcessIdentity };
  } catch {
    return undefined;
  }
}
