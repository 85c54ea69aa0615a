import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The path of the first of the programs that is on the PATH. */
export function onPath(...programs: string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return programs
    .flatMap((program) => folders.map((folder) => join(folder, program)))
    .find((file) => existsSync(file));
}

/**
 * The path of a program from the PATH, else from the distribution's package, installed where this process may.
 * @throws Error with one sentence that says what to install, and why
 */
export async function ensureProgram(wanted: {
  programs: string[];
  package: string;
  why: string;
}): Promise<string> {
  const found = onPath(...wanted.programs);
  if (found) return found;
  const advice = `${wanted.programs[0]} is needed ${wanted.why}: install it (on Debian and Ubuntu: apt-get install ${wanted.package}), then run npm test again.`;
  if (process.getuid?.() !== 0 || !onPath('apt-get')) throw new Error(advice);
  console.log(`Installing ${wanted.package}, needed ${wanted.why}…`);
  await install(wanted.package).catch((error: unknown) => {
    throw new Error(advice, { cause: error });
  });
  const installed = onPath(...wanted.programs);
  if (!installed) throw new Error(advice);
  return installed;
}

/** The lists of packages may be missing or older than the mirror: then the second try has new ones. */
async function install(name: string): Promise<void> {
  const args = ['install', '--yes', '--quiet', '--no-install-recommends', name];
  await apt(args).catch(async () => {
    await apt(['update', '--quiet']);
    await apt(args);
  });
}

async function apt(args: string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', args, { env, maxBuffer: 64 * 1024 * 1024 });
}
