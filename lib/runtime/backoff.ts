/** How long to wait before each restart of a child that keeps ending. */
export class Backoff {
  #tries = 0;

  /** Tells that the child ended after `uptimeMs`; gives the number of the coming try (from 1) and the wait before it. */
  next(uptimeMs: number): { attempt: number; delayMs: number } {
    if (uptimeMs >= STEADY_MS) this.#tries = 0;
    this.#tries += 1;
    return { attempt: this.#tries, delayMs: Math.min(FIRST_MS * 2 ** (this.#tries - 1), LONGEST_MS) };
  }
}

const FIRST_MS = 500;
const LONGEST_MS = 30_000;
/** A child that ran this long had started well: whatever ended it is a new story. */
const STEADY_MS = 60_000;
