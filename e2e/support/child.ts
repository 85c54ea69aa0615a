import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newFolder } from './run-folder.ts';

const START_MILLISECONDS = 60_000;
const STOP_MILLISECONDS = 15_000;

/** A running program of the product. */
export type Child = {
  pid: number;
  /** What it printed so far. */
  output: () => string;
  /** Resolves when it has ended, however. */
  ended: Promise<unknown>;
  /** Sends the signal and waits for the end. */
  kill: (signal: NodeJS.Signals) => Promise<void>;
};

/** Starts a program in a process group of its own, with its output in a file, and waits until `ready` says so. */
export async function startChild(
  name: string,
  command: string[],
  env: NodeJS.ProcessEnv,
  ready: () => Promise<boolean>,
): Promise<Child> {
  const log = join(newFolder(name), 'output.log');
  const output = () => readFileSync(log, 'utf8');
  const file = openSync(log, 'a');
  const [program = '', ...args] = command;
  const child = spawn(program, args, { env, detached: true, stdio: ['ignore', file, file] });
  closeSync(file);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await once(child, 'spawn');
  try {
    await untilReady(child, ready);
  } catch (error) {
    await end(child, 'SIGKILL');
    throw new Error(`${name} did not start. It said:\n${output()}`, { cause: error });
  }
  return { pid: child.pid ?? 0, output, ended, kill: (signal) => end(child, signal) };
}

/** As soon as it may be of use: what it missed is there again within half a second. */
const AGAIN_MILLISECONDS = 500;

/** A program that is started again when it ends by itself, as the product's supervisor and Docker do. */
export class KeptChild {
  readonly #launch: () => Promise<Child>;
  #child: Child | null = null;
  #output = '';

  constructor(launch: () => Promise<Child>) {
    this.#launch = launch;
  }

  async start(): Promise<void> {
    const child = await this.#launch();
    this.#child = child;
    void child.ended.then(async () => {
      this.#output += child.output();
      await sleep(AGAIN_MILLISECONDS);
      if (this.#child === child) await this.start();
    });
  }

  /** Ends it until it is started again. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = null;
    await child?.kill(signal);
  }

  /** What all of them printed so far. */
  output(): string {
    return this.#output + (this.#child?.output() ?? '');
  }
}

/** A port that nothing listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** True once an HTTP GET of the address answers 200. */
export async function answers(url: string): Promise<boolean> {
  return fetch(url, { redirect: 'manual' }).then(
    async (response) => {
      await response.body?.cancel();
      return response.status === 200;
    },
    () => false,
  );
}

async function untilReady(child: ChildProcess, ready: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + START_MILLISECONDS;
  while (!(await ready())) {
    if (hasEnded(child)) throw new Error('it has ended');
    if (Date.now() > deadline) throw new Error(`it was not ready after ${START_MILLISECONDS} ms`);
    await sleep(50);
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MILLISECONDS);
  await ended;
  clearTimeout(timer);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
