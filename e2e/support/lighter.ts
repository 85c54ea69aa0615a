import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { answers, freePort, startChild } from './child.ts';
import { newFolder } from './run-folder.ts';

const root = join(import.meta.dirname, '../..');
const ADMIN = { name: 'admin', password: 'correct horse battery' };

/** The whole product as `npm start` runs it, with a data folder of its own. */
export type Lighter = {
  url: string;
  /** As it stands in an image's reference: `127.0.0.1:<port>`. */
  host: string;
  data: string;
  admin: { name: string; password: string };
  output: () => string;
  /** Kills one of its processes, as a crash would; the supervisor starts it again. */
  killPart: (part: Part) => Promise<void>;
  /** Kills the supervisor itself, and waits for no one. */
  kill: (signal: NodeJS.Signals) => Promise<void>;
  /** Starts again over the same data and port, after `kill` or `stop`. */
  start: () => Promise<void>;
  stop: () => Promise<void>;
};

export type Part = 'gateway' | 'web' | 'worker' | 'registry' | 'postgres';

/** Starts `lighter start` and waits until it is ready to serve, pages included. `env` is added to its environment. */
export async function startLighter(env: Record<string, string> = {}): Promise<Lighter> {
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const url = `http://${host}`;
  const data = join(newFolder('lighter'), 'data');
  const environment = {
    ...process.env,
    PORT: String(port),
    LIGHTER_DATA: data,
    // Its own, not those of the test file that starts it.
    DATABASE_URL: '',
    REGISTRY_URL: '',
    UPSTREAM_MODE: '',
    LIGHTER_ADMIN_PASSWORD: ADMIN.password,
    ...env,
  };
  const launch = () => startChild('lighter', command('start'), environment, () => answers(`${url}/readyz`));
  let child = await launch();
  return {
    url,
    host,
    data,
    admin: ADMIN,
    output: () => child.output(),
    killPart: (part) => killPart(data, part),
    kill: (signal) => child.kill(signal),
    start: async () => {
      child = await launch();
    },
    stop: () => child.kill('SIGTERM'),
  };
}

/** A gateway alone, as one of several behind a load balancer: `env` brings DATABASE_URL, REGISTRY_URL and what else it needs. */
export type Gateway = Pick<Lighter, 'url' | 'host' | 'output' | 'kill' | 'start' | 'stop'> & {
  pid: () => number;
};

export async function startGateway(env: Record<string, string>): Promise<Gateway> {
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const url = `http://${host}`;
  const environment = { ...process.env, PORT: String(port), ...env };
  const launch = () =>
    startChild('gateway', command('gateway'), environment, () => answers(`${url}/healthz`));
  let child = await launch();
  return {
    url,
    host,
    pid: () => child.pid,
    output: () => child.output(),
    kill: (signal) => child.kill(signal),
    start: async () => {
      child = await launch();
    },
    stop: () => child.kill('SIGTERM'),
  };
}

function command(name: string): string[] {
  return [process.execPath, join(root, 'bin/lighter'), name];
}

/** Kills a part by the process id that the instance itself tells, and waits until it tells of another one. */
async function killPart(data: string, part: Part): Promise<void> {
  const killed = await pidOf(data, part);
  if (!killed) throw new Error(`${part} is no process of this instance`);
  process.kill(killed, 'SIGKILL');
  for (let pid: number | undefined = killed; !pid || pid === killed; pid = await pidOf(data, part))
    await sleep(20);
}

async function pidOf(data: string, part: Part): Promise<number | undefined> {
  const text = await readFile(join(data, 'runtime.json'), 'utf8');
  return (JSON.parse(text) as { parts: Record<string, { pid: number }> }).parts[part]?.pid;
}
