import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { foreignEnvironment } from '#lib/env/env.ts';

/** How to run Postgres, which refuses to run as root, and who then owns its files as seen from here. */
export type PostgresUser = {
  /** Undefined: the user that runs Lighter. */
  owner: { uid: number; gid: number } | undefined;
  /** It passes only the folders that are open to everyone. */
  outsider?: boolean;
  wrap(command: string, args: string[]): { command: string; args: string[]; uid?: number; gid?: number };
};

/**
 * As another user than root: ourselves. As root, the first of these that this machine allows:
 * - a user namespace in which root has another number: the files stay root's, also below folders that only root may enter;
 * - a system user who keeps the right to pass folders (a container where namespaces are off);
 * - a system user, from whom the data folder must not be closed.
 */
export function postgresUser(): PostgresUser {
  if (process.getuid?.() !== 0) return { owner: undefined, wrap: (command, args) => ({ command, args }) };
  const system = systemUser();
  const mapped = ['--user', `--map-user=${system.uid}`, `--map-group=${system.gid}`];
  if (runs('unshare', mapped)) return { owner: undefined, wrap: prefix('unshare', mapped) };
  const lowered = [
    `--reuid=${system.uid}`,
    `--regid=${system.gid}`,
    '--clear-groups',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
    // Else access(2), by which Postgres looks for its own programs, does not count that right.
    '--securebits=+no_setuid_fixup',
  ];
  if (runs('setpriv', lowered)) return { owner: system, wrap: prefix('setpriv', lowered) };
  return { owner: system, outsider: true, wrap: (command, args) => ({ command, args, ...system }) };
}

function prefix(tool: string, options: string[]): PostgresUser['wrap'] {
  return (command, args) => ({ command: tool, args: [...options, command, ...args] });
}

function runs(tool: string, options: string[]): boolean {
  return spawnSync(tool, [...options, 'true'], { stdio: 'ignore', env: foreignEnvironment() }).status === 0;
}

/** `postgres` where a distribution made it, else `nobody`; by their numbers where neither is listed. */
function systemUser(): { uid: number; gid: number } {
  for (const name of ['postgres', 'nobody']) {
    const entry = passwd().find((line) => line.startsWith(`${name}:`));
    const [, , uid, gid] = entry?.split(':') ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  return { uid: NOBODY, gid: NOBODY };
}

const NOBODY = 65534;

function passwd(): string[] {
  try {
    return readFileSync('/etc/passwd', 'utf8').split('\n');
  } catch {
    return [];
  }
}
