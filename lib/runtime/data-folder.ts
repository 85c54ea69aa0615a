import { existsSync, mkdirSync, statSync } from 'node:fs';
import { chmod, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#lib/errors/app-error.ts';

/** Where things lie in `LIGHTER_DATA`. */
export type DataFolder = {
  root: string;
  postgres: string;
  registry: string;
  registryConfig: string;
  tools: string;
  logs: string;
  secrets: string;
  runtime: string;
  lock: string;
};

export function dataFolder(root: string): DataFolder {
  const at = (name: string) => path.join(root, name);
  return {
    root,
    postgres: at('postgres'),
    registry: at('registry'),
    registryConfig: at('registry.yml'),
    tools: at('tools'),
    logs: at('logs'),
    secrets: at('secrets.json'),
    runtime: at('runtime.json'),
    lock: at('lighter.lock'),
  };
}

/**
 * Makes the data folder, closed to other users, and makes sure that it can be written to.
 * Throws AppError CONFIG_INVALID with one sentence when it can not.
 */
export async function openDataFolder(root: string): Promise<DataFolder> {
  const folder = dataFolder(root);
  try {
    makeFolder(root);
    if ((await stat(root)).uid === process.getuid?.()) await chmod(root, PRIVATE);
    const probe = path.join(root, `.writable-${process.pid}`);
    await writeFile(probe, '');
    await rm(probe);
    await mkdir(folder.logs, { recursive: true, mode: PRIVATE });
  } catch (cause) {
    throw notWritable(root, cause);
  }
  return folder;
}

const PRIVATE = 0o700;

/** As `mkdir` with `recursive`, which never returns for a path in /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  if (path.dirname(folder) !== folder) makeFolder(path.dirname(folder));
  mkdirSync(folder, PRIVATE);
}

function notWritable(root: string, cause: unknown): AppError {
  const why = (cause as NodeJS.ErrnoException).code ?? String(cause);
  const reason = REASONS[why] ?? why;
  const message = `The data folder ${root} can not be written to (${reason}): give it to the user that runs Lighter, or set LIGHTER_DATA to another folder.`;
  return new AppError('CONFIG_INVALID', message, { cause });
}

const REASONS: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOENT: 'nothing can be made there',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'it is a file',
};
