import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { foreignEnvironment } from '#lib/env/env.ts';
import { answers, freePort, startChild } from './child.ts';
import type { Child } from './child.ts';
import { newFolder } from './run-folder.ts';
import { ensureRegistry } from './registry-program.ts';

/** A part of the registry's configuration file, which is merged over the one that Lighter's own registry runs with. */
export type RegistryConfig = {
  [key: string]: string | number | boolean | null | string[] | RegistryConfig[] | RegistryConfig;
};

/** A stock registry over a folder of its own, that anyone on this machine can talk to. */
export type Registry = {
  url: string;
  /** As it stands in an image's reference: `127.0.0.1:<port>`. */
  host: string;
  /** Its storage: `<folder>/docker/registry/v2/…`. */
  folder: string;
  pid: () => number;
  output: () => string;
  /** SIGKILL by default: as a crash in the middle of whatever it does. */
  kill: (signal?: NodeJS.Signals) => Promise<void>;
  /** Starts again over the same storage and port, killing it first where it runs; `config` changes how. */
  restart: (config?: RegistryConfig) => Promise<void>;
  stop: () => Promise<void>;
};

/** `within`: the command that runs the registry's own, which keeps everything in the folder, in some surroundings. */
export async function startRegistry(
  options: { config?: RegistryConfig; within?: (folder: string, command: string[]) => string[] } = {},
): Promise<Registry> {
  const program = await ensureRegistry();
  const folder = newFolder('registry');
  const host = `127.0.0.1:${await freePort()}`;
  const url = `http://${host}`;
  const file = join(folder, 'config.json');
  const serve = [program, 'serve', file];
  const command = options.within?.(folder, serve) ?? serve;
  let config = merge(standard(folder, host), options.config ?? {});
  const launch = async (): Promise<Child> => {
    await writeFile(file, JSON.stringify(config));
    return startChild('registry', command, foreignEnvironment({ OTEL_TRACES_EXPORTER: 'none' }), () =>
      answers(`${url}/v2/`),
    );
  };
  let child = await launch();
  return {
    url,
    host,
    folder,
    pid: () => child.pid,
    output: () => child.output(),
    kill: (signal = 'SIGKILL') => child.kill(signal),
    restart: async (changed = {}) => {
      await child.kill('SIGKILL');
      config = merge(config, changed);
      child = await launch();
    },
    stop: () => child.kill('SIGTERM'),
  };
}

/** JSON is YAML, so the registry reads it. */
function standard(folder: string, addr: string): RegistryConfig {
  return {
    version: 0.1,
    log: { level: 'warn', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: folder }, delete: { enabled: true } },
    http: { addr, relativeurls: true, secret: randomBytes(16).toString('hex') },
    validation: { disabled: true },
  };
}

/** Objects are merged, all else is replaced. */
function merge(base: RegistryConfig, over: RegistryConfig): RegistryConfig {
  const merged = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const old = base[key];
    merged[key] = isSection(old) && isSection(value) ? merge(old, value) : value;
  }
  return merged;
}

function isSection(value: RegistryConfig[string] | undefined): value is RegistryConfig {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
