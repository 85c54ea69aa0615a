import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A hash over files: changes when a name or a byte does. `entries`: files and folders below `root`; missing ones count as empty. */
export function hashFiles(
  root: string,
  entries: string[],
  skip: (name: string) => boolean = () => false,
): string {
  const hash = createHash('sha256');
  for (const name of entries.flatMap((entry) => filesOf(root, entry)).sort()) {
    if (skip(name)) continue;
    const bytes = readFileSync(path.join(root, name));
    hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

/** True when `stampFile` holds `hash`: what was made from the hashed files is still there and fresh. */
export function isFresh(stampFile: string, hash: string): boolean {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash;
}

export function writeStamp(stampFile: string, hash: string): void {
  writeFileSync(stampFile, hash);
}

function filesOf(root: string, entry: string): string[] {
  const absolute = path.join(root, entry);
  if (!existsSync(absolute)) return [];
  if (statSync(absolute).isFile()) return [entry];
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => path.relative(root, path.join(file.parentPath, file.name)));
}
