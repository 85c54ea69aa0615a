import path from 'node:path';
import { parseEnv, type Env } from './parse-env.ts';

export type { Env } from './parse-env.ts';

let parsed: Env | undefined;

/**
 * The environment, parsed on first use (not at import: `next build` imports every route without one).
 * Throws AppError CONFIG_INVALID with one sentence that names the variable and what is allowed.
 */
export function env(): Env {
  parsed ??= parseEnv(process.env);
  return parsed;
}

/**
 * Adds what the supervisor found out (such as the address of the embedded Postgres) to this process's environment,
 * for itself and for the children it starts. `undefined` removes a variable.
 */
export function completeEnvironment(values: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  parsed = undefined;
}

/** The environment for a child process: everything this process has, with `values` on top. */
export function childEnvironment(values: Record<string, string> = {}): NodeJS.ProcessEnv {
  return { ...process.env, ...values };
}

/**
 * The environment for a foreign program (postgres, registry, apt): only what it needs to find its own tools, since each of
 * them takes settings from variables (`PGPORT`, `REGISTRY_*`) that mean something else to Lighter.
 */
export function foreignEnvironment(values: Record<string, string> = {}): NodeJS.ProcessEnv {
  const kept: NodeJS.ProcessEnv = { NODE_ENV: 'production' };
  for (const name of FOREIGN_VARIABLES) if (process.env[name] !== undefined) kept[name] = process.env[name];
  return { ...kept, LC_ALL: 'C', ...values };
}

/**
 * Where the rooms of `lib` are, for who starts one of their files as a thread: in a bundle of the pages, what is written as a
 * neighbour is nowhere near, so that the process that serves them says it.
 */
export function sourceFolder(): string {
  return process.env.LIGHTER_SOURCES ?? path.join(import.meta.dirname, '..');
}

/** Variables of the machine rather than of Lighter, which neither the embedded parts nor the settings define. */
export function machineEnvironment(): { path: string; runtimeDir?: string; production: boolean } {
  return {
    path: process.env.PATH ?? '',
    runtimeDir: process.env.XDG_RUNTIME_DIR || undefined,
    production: process.env.NODE_ENV === 'production',
  };
}

const FOREIGN_VARIABLES = [
  'PATH',
  'HOME',
  'USER',
  'TZ',
  'TMPDIR',
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_CONFIG',
  'XDG_RUNTIME_DIR',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
];
