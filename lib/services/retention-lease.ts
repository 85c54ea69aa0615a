import type { ClaimedRun } from '#lib/db/retention-runs.ts';
import { renewRetentionRun, RENEW_MS } from '#lib/db/retention-runs.ts';
import { logger } from '#lib/log/logger.ts';

/** Why a worker stops in the midst of a run. */
export type Halt = 'stop' | 'lost' | 'release';

/**
 * Says again and again that a run is being worked at, and learns whether it should go on. A worker that can't say so for too
 * long has lost it to another; each transaction that deletes makes sure once more (`holdRetentionRun`).
 */
export class RunLease {
  readonly #run: ClaimedRun;
  readonly #signal: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  #halt: Halt | null = null;

  constructor(run: ClaimedRun, signal: AbortSignal) {
    this.#run = run;
    this.#signal = signal;
    this.#timer = setInterval(() => void this.renew(), RENEW_MS).unref();
  }

  /** Why not to go on; null: go on. */
  get halt(): Halt | null {
    return this.#halt ?? (this.#signal.aborted ? 'release' : null);
  }

  /** Asks at once. */
  async renew(): Promise<Halt | null> {
    try {
      const renewed = await renewRetentionRun(this.#run);
      if (!renewed) this.#halt = 'lost';
      else if (renewed.stopAsked) this.#halt ??= 'stop';
    } catch (err) {
      logger('retention').warn({ err, run: this.#run.id }, 'a run could not be renewed');
    }
    return this.halt;
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
