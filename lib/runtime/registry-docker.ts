import path from 'node:path';
import { foreignEnvironment } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { runTool, type ToolResult } from './run-tool.ts';

/** The image that the contract names; any later 2.x is compatible. */
export const REGISTRY_IMAGE = 'registry:2';

export type DockerRegistryOptions = {
  /** Name of the container: one for each data folder, so that a leftover is found. */
  name: string;
  /** `$LIGHTER_DATA/registry` and its configuration on this machine. */
  root: string;
  configFile: string;
  /** Folder of the socket on this machine. */
  socketDir: string;
};

/** Where the container sees these. */
export const DOCKER_PATHS = {
  root: '/var/lib/registry',
  config: '/etc/lighter-registry.yml',
  sockets: '/run/lighter',
};

/** Tells whether there is a Docker engine on this machine that we may use. */
export async function dockerRuns(signal: AbortSignal): Promise<boolean> {
  const { ok } = await docker(['info', '--format', '{{.ServerVersion}}'], signal).catch(() => ({
    ok: false,
  }));
  return ok;
}

/** Gets the image unless it is there, and removes a container that a killed instance left. Throws AppError SETUP_FAILED. */
export async function prepareDocker(
  name: string,
  signal: AbortSignal,
  report: (doing: string) => void,
): Promise<void> {
  await docker(['rm', '--force', name], signal);
  if ((await docker(['image', 'inspect', REGISTRY_IMAGE], signal)).ok) return;
  report(`getting the image ${REGISTRY_IMAGE}`);
  const { ok, output } = await docker(['pull', '--quiet', REGISTRY_IMAGE], signal);
  if (ok) return;
  const why = output.split('\n').at(-1) ?? '';
  throw new AppError(
    'SETUP_FAILED',
    `Docker can not get the image ${REGISTRY_IMAGE} (${why}): see to its network, or set REGISTRY_URL.`,
  );
}

/**
 * The command that runs the registry in the foreground; it listens on a socket in a folder of ours, as our user, so that
 * no other user of the machine reaches it. It has no network at all.
 */
export async function dockerCommand(
  options: DockerRegistryOptions,
  signal: AbortSignal,
): Promise<{ command: string; args: string[] }> {
  const mount = (from: string, to: string, mode = 'rw') => [
    '--volume',
    `${path.resolve(from)}:${to}:${mode}`,
  ];
  const args = [
    ...['run', '--rm', '--name', options.name, '--network', 'none', '--pull', 'never'],
    ...(await sameUser(signal)),
    ...mount(options.root, DOCKER_PATHS.root),
    ...mount(options.configFile, DOCKER_PATHS.config, 'ro'),
    ...mount(options.socketDir, DOCKER_PATHS.sockets),
    ...['--env', 'OTEL_TRACES_EXPORTER=none', REGISTRY_IMAGE, DOCKER_PATHS.config],
  ];
  return { command: 'docker', args };
}

/** The command that runs the registry's program once over `root`, to its end. */
export async function dockerOnce(
  { name, root }: Pick<DockerRegistryOptions, 'name' | 'root'>,
  args: string[],
  signal: AbortSignal,
): Promise<{ command: string; args: string[] }> {
  const command = [
    ...['run', '--rm', '--name', name, '--network', 'none', '--pull', 'never'],
    ...(await sameUser(signal)),
    ...['--volume', `${path.resolve(root)}:${DOCKER_PATHS.root}:rw`, '--env', 'OTEL_TRACES_EXPORTER=none'],
    REGISTRY_IMAGE,
    ...args,
  ];
  return { command: 'docker', args: command };
}

/** Ends a container, and whatever runs in it. */
export async function removeContainer(name: string, signal: AbortSignal): Promise<void> {
  await docker(['rm', '--force', name], signal);
}

/** In a rootless engine the container's root is already our user. */
async function sameUser(signal: AbortSignal): Promise<string[]> {
  const { output } = await docker(['info', '--format', '{{.SecurityOptions}}'], signal);
  if (output.includes('rootless') || !process.getuid || !process.getgid) return [];
  return ['--user', `${process.getuid()}:${process.getgid()}`];
}

async function docker(args: string[], signal: AbortSignal): Promise<ToolResult> {
  return await runTool({ name: 'docker', command: 'docker', args, env: foreignEnvironment(), signal });
}
