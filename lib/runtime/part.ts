import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { AppError } from '#lib/errors/app-error.ts';
import type { LogSink } from './log-file.ts';
import { identify, type ProcessIdentity } from './process-identity.ts';

export type PartOptions = {
  /** As it is shown and logged, such as `gateway`. */
  name: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  cwd?: string;
  uid?: number;
  gid?: number;
  /** A channel to a child of our own, which ends when it closes: so none outlives a killed supervisor. */
  ipc?: boolean;
  /** A file descriptor that it keeps open for as long as it lives. */
  inherit?: number;
  log?: LogSink;
  onLine?: (line: string) => void;
  /** Called at once, long before the process is of use: it can be recorded, and stopped by whoever comes after us. */
  onSpawn?: (part: Part) => void;
};

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

/** A process that this one has started, in a group of its own: Ctrl-C in the terminal reaches only the supervisor. */
export type Part = {
  name: string;
  identity: ProcessIdentity;
  process: ChildProcess;
  exited: Promise<Exit>;
  /** Its last lines of output, oldest first. */
  tail: string[];
};

/** Starts a process and reads its output line by line. Throws AppError SETUP_FAILED when it can not be started at all. */
export function startPart(options: PartOptions): Part {
  const { name, command, args, env, cwd, uid, gid } = options;
  const child = spawn(command, args, {
    env,
    cwd,
    detached: true,
    ...(uid === undefined ? {} : { uid, gid }),
    stdio: [
      ...(['ignore', 'pipe', 'pipe'] as const),
      ...(options.ipc ? (['ipc'] as const) : []),
      ...(options.inherit === undefined ? [] : [options.inherit]),
    ],
  });
  const exited = new Promise<Exit>((resolve) => {
    child.on('exit', (code, signal) => resolve({ code, signal }));
    child.on('error', () => resolve({ code: 127, signal: null }));
  });
  const identity =
    child.pid === undefined ? undefined : (identify(child.pid) ?? { pid: child.pid, started: 'gone' });
  if (!identity)
    throw new AppError(
      'SETUP_FAILED',
      `The ${name} can not be started: ${command} does not run on this machine.`,
    );
  const part: Part = { name, identity, process: child, exited, tail: collectLines(child, options) };
  options.onSpawn?.(part);
  return part;
}

/** Words for how a process ended, such as `exit code 1` or `signal SIGKILL`. */
export function exitWords({ code, signal }: Exit): string {
  return signal ? `signal ${signal}` : `exit code ${code}`;
}

/** As many lines as an error message with its stack takes. */
const TAIL_LINES = 40;

function collectLines(child: ChildProcess, { log, onLine }: PartOptions): string[] {
  const tail: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => {
      tail.push(line);
      if (tail.length > TAIL_LINES) tail.shift();
      log?.line(line);
      onLine?.(line);
    });
  }
  return tail;
}
