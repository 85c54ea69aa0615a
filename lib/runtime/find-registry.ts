import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { foreignEnvironment, machineEnvironment } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { dockerRuns, REGISTRY_IMAGE } from './registry-docker.ts';
import { packagedRegistry, unpackRegistry } from './registry-package.ts';
import { runTool } from './run-tool.ts';

/** A registry this machine can run: a program, or the image `registry:2` in a Docker engine. */
export type FoundRegistry = { kind: 'program'; path: string } | { kind: 'docker' };

/**
 * Finds a registry: on the path, unpacked earlier, from the distribution's package, or through Docker.
 * `report` is told of what takes time. Throws AppError SETUP_FAILED with the three ways to get one.
 */
export async function findRegistry(
  toolsDir: string,
  signal: AbortSignal,
  report: (doing: string) => void,
): Promise<FoundRegistry> {
  for (const program of [...onPath(), packagedRegistry(toolsDir)]) {
    if (await isRegistry(program, signal)) return { kind: 'program', path: program };
  }
  const unpacked = await unpackRegistry(toolsDir, signal, report);
  if (unpacked && (await isRegistry(unpacked, signal))) return { kind: 'program', path: unpacked };
  if (await dockerRuns(signal)) return { kind: 'docker' };
  throw new AppError('SETUP_FAILED', NONE);
}

const NONE =
  'No registry was found: install the package docker-registry (or put a "registry" binary on the path), or start Docker, or set REGISTRY_URL to the address of a registry that runs.';

const NAMES = ['registry', 'docker-registry'];

function onPath(): string[] {
  const folders = machineEnvironment()
    .path.split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder));
  return folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))).filter(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What it is: `2.8.3`, or what it says of itself. */
export async function registryVersion(found: FoundRegistry, signal: AbortSignal): Promise<string> {
  if (found.kind === 'docker') return REGISTRY_IMAGE;
  const output = await version(found.path, signal);
  return /\bv?(\d+\.\d+\.\d+)/.exec(output)?.[1] ?? output.slice(0, 100);
}

/** `registry` is a common word: only a program that calls itself a distribution counts. */
async function isRegistry(program: string, signal: AbortSignal): Promise<boolean> {
  return isExecutable(program) && /\bdistribution\b/.test(await version(program, signal));
}

async function version(program: string, signal: AbortSignal): Promise<string> {
  const { ok, output } = await runTool({
    name: 'registry',
    command: program,
    args: ['--version'],
    env: foreignEnvironment(),
    signal,
  });
  return ok ? output : '';
}
