import { createHash } from 'node:crypto';
import { chownSync, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { machineEnvironment } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';

/**
 * Makes the folder of an instance's sockets: short (a socket's path holds 107 bytes, `LIGHTER_DATA` may be longer), and closed
 * to other users, who would get past the gateway otherwise. `instance` is what no two running instances share: what a killed
 * one left under the same is removed. `owner`: the user Postgres runs as, where that is not this one.
 * Throws AppError SETUP_FAILED.
 */
export function makeSocketFolder(instance: string, owner?: { uid: number; gid: number }): string {
  const prefix = `lighter-${shortHash(instance)}-`;
  for (const base of bases()) {
    try {
      removeLeftovers(base, prefix);
      const folder = mkdtempSync(path.join(base, prefix));
      if (owner) chownSync(folder, owner.uid, owner.gid);
      return folder;
    } catch {
      // The next one.
    }
  }
  throw new AppError(
    'SETUP_FAILED',
    `No folder for sockets can be made in ${bases().join(' or ')}: make one of them writable.`,
  );
}

/** A name for `text` that is short and stable; not a secret. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
}

/** `<base>/lighter-0123456789-XXXXXX/.s.PGSQL.5432.lock`, the longest name in it, still fits with a base of 64 bytes. */
const BASE_MAX_BYTES = 64;

/** `/tmp` first: `$XDG_RUNTIME_DIR` is deleted when its user logs out, though a Lighter started with nohup runs on. */
function bases(): string[] {
  const { runtimeDir } = machineEnvironment();
  return ['/tmp', ...(runtimeDir ? [runtimeDir] : [])].filter(
    (base) => Buffer.byteLength(base) <= BASE_MAX_BYTES,
  );
}

function removeLeftovers(base: string, prefix: string): void {
  for (const name of readdirSync(base)) {
    const leftover = path.join(base, name);
    if (name.startsWith(prefix) && mine(leftover)) rmSync(leftover, { recursive: true, force: true });
  }
}

function mine(folder: string): boolean {
  const uid = process.getuid?.();
  return uid === 0 || lstatSync(folder).uid === uid;
}
