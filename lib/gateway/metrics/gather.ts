import cluster, { type Worker } from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#lib/errors/app-error.ts';
import { sumOfGone, type Snapshot } from '#lib/metrics/metrics.ts';
import { ownReport, renderReports, type Report } from './report.ts';

// Of several processes, whichever a request for the metrics comes to asks the primary, which asks them all.

/** A process that does not report within this hangs: what it last said stands for it. */
const REPORT_MS = 1_000;
/** Beyond, the primary itself hangs. */
const GATHER_MS = 3_000;

type ToPrimary = { metrics: 'wanted'; id: number } | { metrics: 'report'; report: Report };
type ToWorker = { metrics: 'report?' } | { metrics: 'gathered'; id: number; text: string };

/** The metrics of the whole gateway, whichever of its processes asks. @throws AppError UNAVAILABLE */
export async function gatherMetrics(): Promise<string> {
  if (!cluster.isWorker) return renderReports([{ worker: null, report: ownReport() }]);
  const id = ++asked;
  const { promise, resolve } = Promise.withResolvers<string>();
  wanted.set(id, resolve);
  listenToPrimary();
  tell({ metrics: 'wanted', id });
  const text = await Promise.race([promise, sleep(GATHER_MS, null, { ref: false })]);
  wanted.delete(id);
  if (text !== null) return text;
  throw new AppError('UNAVAILABLE', 'The processes of the gateway do not answer. Try again in a moment.', {
    retryAfter: 1,
  });
}

let asked = 0;
const wanted = new Map<number, (text: string) => void>();
let listening = false;

/** Has this process report when the primary asks. */
export function listenToPrimary(): void {
  if (listening) return;
  listening = true;
  process.on('message', (message: unknown) => {
    if (!isAboutMetrics(message)) return;
    const told = message as ToWorker;
    if (told.metrics === 'report?') tell({ metrics: 'report', report: ownReport() });
    else wanted.get(told.id)?.(told.text);
  });
}

/** Without a channel this process is about to end. */
function tell(message: ToPrimary): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

/**
 * In the primary: gathers what all processes have counted. Counters never fall: what one has last said that has died since still counts.
 * What it counted after that is lost; it was never shown.
 */
export class Gatherer {
  readonly #last = new Map<number, Report>();
  readonly #asked = new Map<number, () => void>();
  #gone: Snapshot = {};
  #gathering: Promise<string> | undefined;

  /** From a worker. */
  hear(worker: Worker, message: unknown): void {
    if (!isAboutMetrics(message)) return;
    const told = message as ToPrimary;
    if (told.metrics === 'wanted') void this.#answer(worker, told.id);
    else this.#take(worker, told.report);
  }

  /** A worker has died. */
  forget({ id }: Worker): void {
    const last = this.#last.get(id);
    if (last) this.#gone = sumOfGone([this.#gone, last.counted]);
    this.#last.delete(id);
    this.#asked.get(id)?.();
    this.#asked.delete(id);
  }

  async #answer(worker: Worker, id: number): Promise<void> {
    // One round serves all who ask meanwhile.
    this.#gathering ??= this.#gather().finally(() => (this.#gathering = undefined));
    send(worker, { metrics: 'gathered', id, text: await this.#gathering });
  }

  #take({ id }: Worker, report: Report): void {
    const done = this.#asked.get(id);
    // What comes too late, or from one that has died, was not asked for any more.
    if (!done) return;
    this.#last.set(id, report);
    done();
  }

  async #gather(): Promise<string> {
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    await Promise.all(workers.map((worker) => this.#ask(worker)));
    const reports = [...this.#last]
      .sort(([a], [b]) => a - b)
      .map(([id, report]) => ({ worker: String(id), report }));
    return renderReports([{ worker: 'primary', report: ownReport() }, ...reports], this.#gone);
  }

  async #ask(worker: Worker): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#asked.set(worker.id, resolve);
    send(worker, { metrics: 'report?' });
    await Promise.race([promise, sleep(REPORT_MS, undefined, { ref: false })]);
    this.#asked.delete(worker.id);
  }
}

function send(worker: Worker, message: ToWorker): void {
  if (worker.isConnected()) worker.send(message, () => undefined);
}

/** Both sides are this file, in processes of one gateway. */
function isAboutMetrics(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'metrics' in message;
}
