import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process that can be recognised later: a pid alone is given to another process soon. */
export type ProcessIdentity = { pid: number; started: string };

/** Identifies the process `pid`, or gives undefined when there is none (a zombie counts as none). */
export function identify(pid: number): ProcessIdentity | undefined {
  const started = process.platform === 'linux' ? startedOnLinux(pid) : startedElsewhere(pid);
  return started === undefined ? undefined : { pid, started };
}

/** True while the very process that was identified is alive. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.started === identity.started;
}

/** Ticks since boot, with the boot's id: ticks repeat after a reboot. */
function startedOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in parentheses and may hold anything: count from its end.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return undefined;
    return `${bootId()}/${fields[STARTTIME_AFTER_STATE]}`;
  } catch {
    return undefined;
  }
}

/** `starttime` is field 22 of proc(5), `state` is field 3. */
const STARTTIME_AFTER_STATE = 22 - 4;

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
}

function startedElsewhere(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}
