import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AppError } from '#lib/errors/app-error.ts';
import { replaceFile } from './replace-file.ts';

/** Secrets of the embedded parts, made once for a data folder. */
export type Secrets = {
  postgresPassword: string;
  /** Signs the state of uploads under way: another one after a restart would end them. */
  registrySecret: string;
};

/** Reads the secrets from `file` (mode 0600), or makes them. */
export function secrets(file: string): Secrets {
  const text = read(file);
  if (text !== undefined) return parse(file, text);
  const made: Secrets = {
    postgresPassword: randomBytes(24).toString('hex'),
    registrySecret: randomBytes(32).toString('hex'),
  };
  replaceFile(file, JSON.stringify(made, null, 2));
  return made;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(file: string, text: string): Secrets {
  try {
    const { postgresPassword, registrySecret } = JSON.parse(text) as Secrets;
    if (postgresPassword && registrySecret) return { postgresPassword, registrySecret };
  } catch {
    // Said below.
  }
  throw new AppError(
    'SETUP_FAILED',
    `${file} is damaged: restore it from a backup, for it holds the password of the database beside it.`,
  );
}
