import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { foreignEnvironment } from '#lib/env/env.ts';
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts';

/** `fd`: a child that inherits it holds the lock as well, until it ends too. */
export type Held = { fd: number; release(): void };

/**
 * Takes the lock of `file` for this process, waiting at most `waitSeconds`; undefined when another process keeps it.
 * The kernel lets go of it when this process ends, however it ends: `flock` locks the open file, which we keep open.
 */
export async function lockFile(file: string, waitSeconds = 0): Promise<Held | undefined> {
  const fd = openSync(file, 'a+', 0o600);
  const outcome = await flock(fd, waitSeconds);
  const locked = outcome === 'no flock' ? !isAlive(lockOwner(file) ?? NOBODY) : outcome === 'locked';
  if (!locked) {
    closeSync(fd);
    return undefined;
  }
  writeFileSync(file, JSON.stringify(identify(process.pid)));
  return {
    fd,
    release() {
      writeFileSync(file, '');
      closeSync(fd);
    },
  };
}

/** Who wrote its name into the lock last; it holds the lock only while it is alive. */
export function lockOwner(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}

const NOBODY: ProcessIdentity = { pid: -1, started: '' };

function flock(fd: number, waitSeconds: number): Promise<'locked' | 'taken' | 'no flock'> {
  const wait = waitSeconds === 0 ? ['-n'] : ['-w', String(waitSeconds)];
  return new Promise((resolve) => {
    const child = spawn('flock', [...wait, '3'], {
      stdio: ['ignore', 'ignore', 'ignore', fd],
      env: foreignEnvironment(),
    });
    // macOS has no flock(1): there the name in the file decides.
    child.on('error', () => resolve('no flock'));
    child.on('exit', (code) => resolve(code === 0 ? 'locked' : 'taken'));
  });
}
