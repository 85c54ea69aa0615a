import { setTimeout as sleep } from 'node:timers/promises';
import { Backoff } from './backoff.ts';
import { exitWords, type Part } from './part.ts';

export type KeeperOptions = {
  name: string;
  /** Starts the part and resolves when it is there; rejects with an AppError when it can not be started. */
  start: (signal: AbortSignal) => Promise<Part>;
  stop: (part: Part) => Promise<void>;
  /** Told in a few words whenever the part ended by itself and is started again. */
  report: (text: string) => void;
};

/** Keeps one part running: starts it again, with back-off, whenever it ends by itself. */
export class Keeper {
  readonly #options: KeeperOptions;
  readonly #stopping = new AbortController();
  readonly #backoff = new Backoff();
  #part: Part | undefined;
  #starting: Promise<Part> | undefined;
  #loop: Promise<void> | undefined;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** The first start; throws what `start` throws, and does not try again. */
  async start(): Promise<void> {
    this.#starting = this.#options.start(this.#stopping.signal);
    this.#part = await this.#starting;
    this.#loop = this.#keep(this.#part);
  }

  /** Ends the part for good, also while it is being started or waits for that. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#starting?.catch(() => undefined);
    if (this.#part) await this.#options.stop(this.#part);
    await this.#loop;
  }

  async #keep(first: Part): Promise<void> {
    let part: Part | undefined = first;
    let since = performance.now();
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const ending: string = part ? `ended with ${exitWords(await part.exited)}` : 'did not start';
      if (signal.aborted) return;
      const { attempt, delayMs } = this.#backoff.next(performance.now() - since);
      this.#options.report(`${ending}; starts again in ${delayMs / 1000} s (try ${attempt})`);
      await sleep(delayMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      since = performance.now();
      part = await this.#again(signal);
    }
  }

  async #again(signal: AbortSignal): Promise<Part | undefined> {
    try {
      this.#starting = this.#options.start(signal);
      const part = await this.#starting;
      this.#part = part;
      if (!signal.aborted) this.#options.report('runs again');
      return part;
    } catch (error) {
      if (!signal.aborted) this.#options.report(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }
}
