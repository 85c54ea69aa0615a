import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { foreignEnvironment } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { DataFolder } from './data-folder.ts';
import { findRegistry, type FoundRegistry } from './find-registry.ts';
import type { LogSink } from './log-file.ts';
import { exitWords, startPart, type Part } from './part.ts';
import { probeUpstream } from './probe-upstream.ts';
import { dockerCommand, DOCKER_PATHS, prepareDocker } from './registry-docker.ts';
import { registryConfig } from './registry-config.ts';
import { replaceFile } from './replace-file.ts';
import { shortHash } from './socket-folder.ts';
import { stopProcess } from './stop-process.ts';

export type RegistryOptions = {
  data: DataFolder;
  socketDir: string;
  secret: string;
  signal: AbortSignal;
  log?: LogSink;
  onLine?: (line: string) => void;
  /** Told of what takes time. */
  report?: (doing: string) => void;
  onSpawn?: (part: Part) => void;
};

/** The address of the embedded registry that listens in `socketDir`. */
export function registryUrl(socketDir: string): string {
  return `unix://${path.join(socketDir, SOCKET)}`;
}

/** Finds a registry, starts it over `$LIGHTER_DATA/registry` on a private socket, and waits until it answers. Throws AppError SETUP_FAILED. */
export async function startRegistry(options: RegistryOptions): Promise<Part> {
  const { data, socketDir, signal, log, onLine, onSpawn, report = () => undefined } = options;
  const found = await findRegistry(data.tools, signal, report);
  const command = await prepare(found, options);
  await rm(path.join(socketDir, SOCKET), { force: true });
  const env = foreignEnvironment({ OTEL_TRACES_EXPORTER: 'none' });
  const part = startPart({ name: 'registry', ...command, env, log, onLine, onSpawn });
  try {
    await answers(part, path.join(socketDir, SOCKET), registryUrl(socketDir), signal);
  } catch (error) {
    await stopRegistry(part);
    throw error;
  }
  return part;
}

/** Stops the registry once the requests it works on are done. */
export async function stopRegistry(part: Part): Promise<void> {
  await stopProcess(part.identity, { patience: STOP_PATIENCE_MS });
}

const SOCKET = 'registry.sock';
/** A little more than the registry's own `draintimeout`. */
const STOP_PATIENCE_MS = 12_000;
const START_PATIENCE_MS = 60_000;
const POLL_MS = 20;

async function prepare(
  found: FoundRegistry,
  options: RegistryOptions,
): Promise<{ command: string; args: string[] }> {
  const { data, socketDir, secret, signal } = options;
  await mkdir(data.registry, { recursive: true, mode: 0o700 });
  const [root, sockets] =
    found.kind === 'docker' ? [DOCKER_PATHS.root, DOCKER_PATHS.sockets] : [data.registry, socketDir];
  replaceFile(
    data.registryConfig,
    registryConfig({ root, listen: { net: 'unix', addr: path.join(sockets, SOCKET) }, secret }),
  );
  if (found.kind === 'program') return { command: found.path, args: ['serve', data.registryConfig] };
  const name = `lighter-registry-${shortHash(data.root)}`;
  await prepareDocker(name, signal, options.report ?? (() => undefined));
  return await dockerCommand(
    { name, root: data.registry, configFile: data.registryConfig, socketDir },
    signal,
  );
}

async function answers(part: Part, socket: string, url: string, signal: AbortSignal): Promise<void> {
  const ended = part.exited.then((exit) => Promise.reject(notStarted(part, exitWords(exit))));
  ended.catch(() => undefined);
  const deadline = performance.now() + START_PATIENCE_MS;
  while (performance.now() < deadline) {
    signal.throwIfAborted();
    const ready =
      existsSync(socket) && (await Promise.race([ended, probeUpstream({ url }).then(isTrue, isFalse)]));
    if (ready) return;
    await Promise.race([ended, sleep(POLL_MS)]);
  }
  throw notStarted(part, 'it does not answer on its socket');
}

const isTrue = () => true;
const isFalse = () => false;

function notStarted(part: Part, ending: string): AppError {
  const said =
    part.tail.findLast((line) => /level=(fatal|panic)|panic:|error/i.test(line)) ?? part.tail.at(-1);
  return new AppError('SETUP_FAILED', `The registry did not start: ${(said ?? ending).replace(/\.$/, '')}.`);
}
