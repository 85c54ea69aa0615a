import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#lib/errors/app-error.ts';
import { logger } from '#lib/log/logger.ts';
import { Gatherer } from './metrics/gather.ts';
import { countHere, type ToldPulls } from './pulls/count-manifest.ts';

/** A worker that ends by itself has a bug or was killed: the next one starts after this, so that a bug is no storm. */
const REPLACE_AFTER_MS = 500;

/** A worker gives its transfers 10 s; one that does not end by then is stuck. */
const CLOSE_PATIENCE_MS = 12_000;

/**
 * Runs the gateway in `count` processes on one port: this one accepts connections and hands them round, counts what all of them
 * served, as one client's pull may come over several connections, and gathers their metrics. A worker that dies is replaced. Resolves once all listen.
 * @throws AppError SETUP_FAILED when a worker ends before it listens; it has said why
 */
export async function startWorkers(count: number): Promise<{ port: number; close(): Promise<void> }> {
  // Bodies of indexes go from process to process as bytes.
  cluster.setupPrimary({ serialization: 'advanced' });
  let closing = false;
  const gatherer = new Gatherer();
  cluster.on('message', (worker, message: unknown) => {
    if (isToldPulls(message)) for (const served of message.pulls) countHere(served);
    else gatherer.hear(worker, message);
  });
  const ports = await Promise.all(Array.from({ length: count }, () => listening(cluster.fork())));
  cluster.on('exit', (worker, code, signal) => {
    gatherer.forget(worker);
    if (closing) return;
    logger('gateway').error(
      { pid: worker.process.pid, code, signal },
      'A gateway process ended and is replaced',
    );
    void sleep(REPLACE_AFTER_MS).then(() => {
      if (!closing) cluster.fork();
    });
  });
  return {
    port: ports[0]!,
    async close() {
      closing = true;
      const workers = Object.values(cluster.workers ?? {});
      await Promise.all(workers.flatMap((worker) => (worker ? [end(worker)] : [])));
    },
  };
}

async function listening(worker: Worker): Promise<number> {
  const gone = new AbortController();
  worker.once('exit', () => gone.abort());
  try {
    const [address] = (await once(worker, 'listening', { signal: gone.signal })) as [AddressInfo];
    return address.port;
  } catch (cause) {
    throw new AppError('SETUP_FAILED', 'A gateway process ended before it could serve: its log says why.', {
      cause,
    });
  }
}

/** Lets its transfers finish. What it has counted arrives here before its end. */
async function end(worker: Worker): Promise<void> {
  if (worker.isDead()) return;
  const ended = once(worker, 'exit');
  worker.process.kill('SIGTERM');
  const stuck = setTimeout(() => worker.process.kill('SIGKILL'), CLOSE_PATIENCE_MS);
  await ended;
  clearTimeout(stuck);
}

function isToldPulls(message: unknown): message is ToldPulls {
  return (
    typeof message === 'object' && message !== null && 'pulls' in message && Array.isArray(message.pulls)
  );
}
