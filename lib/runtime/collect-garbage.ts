import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { foreignEnvironment } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { FoundRegistry } from './find-registry.ts';
import { exitWords, startPart, type Part } from './part.ts';
import { dockerOnce, DOCKER_PATHS, removeContainer } from './registry-docker.ts';
import { registryConfig } from './registry-config.ts';
import { replaceFile } from './replace-file.ts';
import { shortHash } from './socket-folder.ts';
import { stopProcess } from './stop-process.ts';

export type CollectGarbage = {
  registry: FoundRegistry;
  /** The folder of the registry's storage. */
  storage: string;
  dryRun: boolean;
  /** A lock on the storage, which the program holds for as long as it lives. */
  lock: number;
  signal: AbortSignal;
  onLine: (line: string) => void;
  /** Told of the process before it does anything. */
  onSpawn: (part: Part) => void;
};

/**
 * Runs the registry's own `garbage-collect` to its end, without `--delete-untagged`, which destroys multi-arch images (distribution
 * #3178). Resolves only once the program has ended, also when `signal` stops it. @throws AppError UPSTREAM_ERROR with the program's words
 */
export async function collectGarbage(options: CollectGarbage): Promise<void> {
  const { registry, storage, dryRun, lock, signal, onLine, onSpawn } = options;
  signal.throwIfAborted();
  const name = containerOf(storage);
  const root = registry.kind === 'docker' ? DOCKER_PATHS.root : storage;
  writeConfig(path.join(storage, CONFIG), root);
  const args = ['garbage-collect', ...(dryRun ? ['--dry-run'] : []), path.join(root, CONFIG)];
  const command =
    registry.kind === 'docker'
      ? await dockerOnce({ name, root: storage }, args, signal)
      : { command: registry.path, args };
  const env = foreignEnvironment({ OTEL_TRACES_EXPORTER: 'none' });
  const part = startPart({
    name: 'garbage collection',
    ...command,
    env,
    inherit: lock,
    onLine,
    onSpawn,
  });
  const stop = () => void endCollecting(registry, storage, part);
  signal.addEventListener('abort', stop, { once: true });
  const closed = new Promise((resolve) => part.process.once('close', resolve));
  const exit = await part.exited;
  await closed;
  signal.removeEventListener('abort', stop);
  if (signal.aborted) throw new AppError('UNAVAILABLE', 'Garbage collection was stopped.');
  if (exit.code !== 0) throw failed(part, exitWords(exit));
}

/** Ends a program that goes on after its collector was killed. */
export async function endCollecting(
  registry: FoundRegistry,
  storage: string,
  program: Pick<Part, 'identity'> | undefined,
): Promise<void> {
  if (program) await stopProcess(program.identity, { patience: STOP_PATIENCE_MS, group: true });
  if (registry.kind === 'docker') await removeContainer(containerOf(storage), new AbortController().signal);
}

/** It may be ended anywhere: each blob is deleted by itself. */
const STOP_PATIENCE_MS = 2_000;
/** In the storage, where the program sees it too when it runs in a container. */
const CONFIG = '.lighter-collector.yml';
/** It serves nothing, but its configuration has to say where. */
const NOWHERE = { net: 'tcp', addr: '127.0.0.1:0' } as const;

/** Only where it is not there yet: a full disk takes no new one. */
function writeConfig(file: string, root: string): void {
  const config = registryConfig({ root, listen: NOWHERE, secret: 'unused' });
  if (!existsSync(file) || readFileSync(file, 'utf8') !== config) replaceFile(file, config);
}

function containerOf(storage: string): string {
  return `lighter-collect-${shortHash(storage)}`;
}

function failed(part: Part, ending: string): AppError {
  const said = part.tail.findLast((line) => /fail|error|panic/i.test(line)) ?? part.tail.at(-1) ?? ending;
  return new AppError(
    'UPSTREAM_ERROR',
    `The registry's garbage-collect did not get through: ${said.trim().slice(0, MAX_WORDS).replace(/\.$/, '')}.`,
  );
}

const MAX_WORDS = 300;
