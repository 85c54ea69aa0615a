import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { newFolder } from './run-folder.ts';
import { onPath } from './system-packages.ts';

const run = promisify(execFile);
const TIMEOUT_MILLISECONDS = 120_000;

export type Ran = { ok: boolean; stdout: string; stderr: string };

/** A command-line client with credentials of its own, as one user on one machine would have it. */
export type Client = {
  /** Runs the client and tells how it went, whatever the exit code. */
  try: (...args: string[]) => Promise<Ran>;
  /** Runs the client; throws with what it printed when it fails. Answers its standard output. */
  run: (...args: string[]) => Promise<string>;
};

export type Skopeo = Client & {
  login: (host: string, name: string, password: string) => Promise<string>;
  /** `source` and `destination` as skopeo writes them: `oci:<folder>:<tag>`, `docker://<host>/<repository>:<tag>`. */
  copy: (source: string, destination: string, ...options: string[]) => Promise<string>;
  tags: (repository: string) => Promise<string[]>;
  /** Digest that a reference without transport, such as `localhost:8080/acme/api:v1`, has. */
  digest: (reference: string) => Promise<string>;
};

/** skopeo over plain HTTP, with an auth file of its own. */
export function skopeo(): Skopeo {
  const folder = newFolder('skopeo');
  const base = client('skopeo', ['--insecure-policy'], {
    HOME: folder,
    REGISTRY_AUTH_FILE: join(folder, 'auth.json'),
    TMPDIR: folder,
  });
  return {
    ...base,
    login: (host, name, password) =>
      base.run('login', '--tls-verify=false', '--username', name, '--password', password, host),
    copy: (source, destination, ...options) =>
      base.run(
        'copy',
        '--quiet',
        ...options,
        ...insecure('src', source),
        ...insecure('dest', destination),
        source,
        destination,
      ),
    tags: async (repository) => {
      const printed = await base.run('list-tags', '--tls-verify=false', `docker://${repository}`);
      return (JSON.parse(printed) as { Tags: string[] }).Tags;
    },
    digest: async (reference) =>
      (
        await base.run('inspect', '--tls-verify=false', '--format', '{{.Digest}}', `docker://${reference}`)
      ).trim(),
  };
}

/** buildah with a storage of its own; only where `isInstalled('buildah')`. */
export function buildah(): Client {
  const folder = newFolder('buildah');
  return client(
    'buildah',
    ['--root', join(folder, 'root'), '--runroot', join(folder, 'run'), '--storage-driver', 'vfs'],
    {
      HOME: folder,
      REGISTRY_AUTH_FILE: join(folder, 'auth.json'),
    },
  );
}

/** docker with a configuration of its own; only where `dockerEngineRuns()`. */
export function docker(): Client {
  const folder = newFolder('docker');
  return client('docker', ['--config', folder], { HOME: folder });
}

export async function dockerEngineRuns(): Promise<boolean> {
  return isInstalled('docker') && (await docker().try('version', '--format', '{{.Server.Version}}')).ok;
}

export function isInstalled(program: string): boolean {
  return onPath(program) !== undefined;
}

function client(program: string, options: string[], env: Record<string, string>): Client {
  const attempt = async (...args: string[]): Promise<Ran> => {
    try {
      const { stdout, stderr } = await run(program, [...options, ...args], {
        env: { ...process.env, ...env },
        timeout: TIMEOUT_MILLISECONDS,
        maxBuffer: 64 * 1024 * 1024,
      });
      return { ok: true, stdout, stderr };
    } catch (error) {
      const { stdout = '', stderr = String(error) } = error as Partial<Ran>;
      return { ok: false, stdout, stderr };
    }
  };
  return {
    try: attempt,
    run: async (...args) => {
      const { ok, stdout, stderr } = await attempt(...args);
      if (!ok) throw new Error(`${program} ${args[0]} failed: ${stderr.trim() || stdout.trim()}`);
      return stdout;
    },
  };
}

function insecure(side: 'src' | 'dest', reference: string): string[] {
  return reference.startsWith('docker://') ? [`--${side}-tls-verify=false`] : [];
}
