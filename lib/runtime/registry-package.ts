import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { foreignEnvironment } from '#lib/env/env.ts';
import { runTool } from './run-tool.ts';

/** Where `unpackRegistry` leaves the program. */
export function packagedRegistry(toolsDir: string): string {
  return path.join(toolsDir, 'docker-registry', PROGRAM);
}

/**
 * Downloads the distribution's package and unpacks it into `toolsDir`: nothing is installed and no root is needed.
 * `report` is told when it begins. Gives the program's path, or undefined where there is no apt, no network or no such package.
 */
export async function unpackRegistry(
  toolsDir: string,
  signal: AbortSignal,
  report: (doing: string) => void,
): Promise<string | undefined> {
  if (!existsSync('/usr/bin/apt-get') || !existsSync('/usr/bin/dpkg')) return undefined;
  report('downloading the package docker-registry');
  const work = path.join(toolsDir, 'download');
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true, mode: 0o700 });
  try {
    const file = await download(work, signal);
    if (!file) return undefined;
    const unpacked = path.join(work, 'unpacked');
    if (!(await tool('dpkg', ['-x', file, unpacked], work, signal))) return undefined;
    await rm(path.join(toolsDir, 'docker-registry'), { recursive: true, force: true });
    await rename(unpacked, path.join(toolsDir, 'docker-registry'));
    return packagedRegistry(toolsDir);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

const PACKAGE = 'docker-registry';
const PROGRAM = 'usr/bin/docker-registry';

/** With the machine's package lists; where they are missing or too old, with fresh ones of our own. */
async function download(work: string, signal: AbortSignal): Promise<string | undefined> {
  const lists = await ownLists(work);
  const got =
    (await tool('apt-get', [...QUIET, 'download', PACKAGE], work, signal)) ||
    ((await tool('apt-get', [...QUIET, ...lists, 'update'], work, signal)) &&
      (await tool('apt-get', [...QUIET, ...lists, 'download', PACKAGE], work, signal)));
  const name = got ? (await readdir(work)).find((entry) => entry.endsWith('.deb')) : undefined;
  return name === undefined ? undefined : path.join(work, name);
}

/** The sandbox user of apt can not enter a private folder. */
const QUIET = ['-qq', '-o', 'APT::Sandbox::User=', '-o', 'Acquire::Retries=2'];

async function ownLists(work: string): Promise<string[]> {
  const [state, cache] = [path.join(work, 'state'), path.join(work, 'cache')];
  for (const folder of [path.join(state, 'lists/partial'), path.join(cache, 'archives/partial')]) {
    await mkdir(folder, { recursive: true });
  }
  const options = [`Dir::State=${state}`, `Dir::Cache=${cache}`, 'Dir::State::status=/var/lib/dpkg/status'];
  return options.flatMap((option) => ['-o', option]);
}

async function tool(command: string, args: string[], cwd: string, signal: AbortSignal): Promise<boolean> {
  const { ok } = await runTool({ name: command, command, args, cwd, env: foreignEnvironment(), signal });
  return ok;
}
