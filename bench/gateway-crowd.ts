import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { OCI_IMAGE } from '#lib/oci/media-types.ts';
import type { Line } from './comparison.ts';
import { REPOSITORY, TAG } from './gateway-stand.ts';
import type { Stand } from './gateway-stand.ts';

const MIB = 1024 ** 2;
const PULLS = 8;
const MEMORY_BAR = 100;
const P99_BAR = 50;
/** Between two questions of someone else: it measures how long they wait, and is no load itself. */
const PROBE_PAUSE_MS = 10;
const PROBES = 4;
const SAMPLE_MS = 25;

const IDLE = 2000;
const IDLE_BAR = 60;
/** Until the heap has settled after the connections came. */
const SETTLE_MS = 2000;

/** Many large pulls at once: what they cost in memory, and how long others wait for a manifest meanwhile. */
export async function crowdLine(stand: Stand): Promise<Line[]> {
  const target = {
    url: stand.gateway.url,
    repository: REPOSITORY,
    authorization: await stand.authorization(),
  };
  const before = await memory(stand);
  const { digest, size } = stand.blob;
  // In a thread of its own: what it is slow at must not count as waiting.
  const worker = new Worker(new URL('./gateway-pulls-worker.ts', import.meta.url), {
    workerData: { target, blob: { digest, size }, pulls: PULLS },
  });
  const ended = once(worker, 'exit') as Promise<[number]>;
  let running = true;
  void ended.finally(() => (running = false)).catch(() => undefined);
  const waits: number[] = [];
  let most = before;
  const sample = async () => {
    while (running) {
      most = Math.max(most, await memory(stand));
      await sleep(SAMPLE_MS);
    }
  };
  const probe = async () => {
    while (running) {
      waits.push(await waitForManifest(target));
      await sleep(PROBE_PAUSE_MS);
    }
  };
  await Promise.all([ended, sample(), ...Array.from({ length: PROBES }, probe)]);
  const [code] = await ended;
  if (code !== 0) throw new Error('a pull failed');
  const grown = (most - before) / MIB;
  const p99 = waits.sort((a, b) => a - b)[Math.floor(waits.length * 0.99)]!;
  return [
    bounded(`memory over idle, ${PULLS} pulls at once`, 'MiB', grown, MEMORY_BAR),
    bounded(`manifest GET p99 meanwhile (${waits.length})`, 'ms', p99, P99_BAR),
  ];
}

/** Connections that were used once and are kept, as browsers and nodes keep them. */
export async function idleLine(stand: Stand): Promise<Line[]> {
  const before = await memory(stand);
  const sockets: Socket[] = [];
  try {
    for (let count = 0; count < IDLE; count++) sockets.push(await keptConnection(stand));
    await sleep(SETTLE_MS);
    const open = sockets.filter((socket) => !socket.closed).length;
    const held = { text: `all held`, met: open === IDLE };
    const line = bounded(
      `memory of ${IDLE} idle connections`,
      'MiB',
      ((await memory(stand)) - before) / MIB,
      IDLE_BAR,
    );
    return [{ ...line, bars: [...line.bars, held] }];
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

function bounded(work: string, unit: string, lighter: number, bar: number): Line {
  return { work, unit, lighter, others: [], bars: [{ text: `< ${bar} ${unit}`, met: lighter < bar }] };
}

async function keptConnection({ gateway }: Stand): Promise<Socket> {
  const { hostname, port, host } = new URL(gateway.url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.write(`GET /v2/ HTTP/1.1\r\nhost: ${host}\r\n\r\n`);
  await once(socket, 'data');
  return socket;
}

async function waitForManifest(target: { url: string; authorization: string }): Promise<number> {
  const started = performance.now();
  const answer = await fetch(`${target.url}/v2/${REPOSITORY}/manifests/${TAG}`, {
    headers: { authorization: target.authorization, accept: OCI_IMAGE },
  });
  await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`a manifest was answered ${answer.status}`);
  return performance.now() - started;
}

/** Resident bytes of the gateway, all its processes together. */
async function memory({ gateway }: Stand): Promise<number> {
  const pids = [gateway.pid(), ...(await childrenOf(gateway.pid()))];
  const sizes = await Promise.all(pids.map(residentBytes));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return text.split(' ').filter(Boolean).map(Number);
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}
