import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '#lib/errors/app-error.ts';
import { beforeClosing } from './pool.ts';
import { processPlace } from './process-place.ts';
import { sayGone, sayThere, WRITER_GONE_MS, type Heard, type Writer } from './write-barrier.ts';

/** Leave to write to the registry. `release` it when nothing of the write is under way any more. */
export type WritePermit = {
  /** Aborted when there is no room left for what a push still brings; never for what deletes. */
  signal: AbortSignal;
  /**
   * Makes sure that no collection began since the permit was given; call it before a write is acknowledged.
   * @throws AppError UNAVAILABLE
   */
  confirm(): Promise<void>;
  release(): void;
};

/** How long a write waits for a collection to end; clients give up soon after. */
const PATIENCE_MS = 20_000;
/** Most collections are over by then. */
const RETRY_AFTER_SECONDS = 15;

/** While there are writes, each process says so this often; that is how soon it hears of a barrier. */
const BEAT_MS = 1_000;
/** While writers wait they want to go on, and the collector wants to hear that all is quiet. */
const BEAT_WAITING_MS = 150;

/**
 * A word from the database is good for so long, from when it was asked for. The collector ignores a process it has not heard of for
 * twice as long: by then this one begins nothing, and what it began is not acknowledged.
 */
const LEASE_MS = WRITER_GONE_MS / 2;

/** A process that has not written for so long is no writer; its next write asks the database first. */
const IDLE_MS = 60_000;

/**
 * Waits until this process may write to the registry. Everything that writes there holds a permit, in every process: uploads, and all
 * operations. @throws AppError TOOMANYREQUESTS while garbage is collected; UNAVAILABLE without the database
 */
export function beginWrite(
  options: { signal?: AbortSignal; patienceMs?: number } = {},
): Promise<WritePermit> {
  return gate.begin(options.patienceMs ?? PATIENCE_MS, options.signal);
}

/** As `beginWrite`, for what brings new bytes. @throws AppError INSUFFICIENT_STORAGE while the disk is full */
export async function beginPush(signal?: AbortSignal): Promise<WritePermit> {
  await refuseWhenFull();
  const permit = await beginWrite({ signal });
  return gate.breakable(permit);
}

/** @throws AppError INSUFFICIENT_STORAGE while the disk is full */
export async function refuseWhenFull(): Promise<void> {
  if ((await gate.hear()).full) throw noRoom();
}

function noRoom(): AppError {
  return new AppError(
    'INSUFFICIENT_STORAGE',
    'The disk of the registry is full: delete images, or ask an administrator to free space.',
  );
}

/** For exchanges that hold none: confirms nothing. */
export const NO_PERMIT: WritePermit = {
  signal: new AbortController().signal,
  confirm: async () => {
    throw new Error('nothing may be written without a permit');
  },
  release: () => undefined,
};

class WriteGate {
  readonly #writer: Writer = {
    id: randomUUID(),
    name: `process ${process.pid} on ${hostname()}`,
    place: processPlace(),
    pid: process.pid,
  };
  #inFlight = 0;
  #heard: Heard | null = null;
  #leaseUntil = -Infinity;
  /** The raising for which quiet was said. */
  #saidFor: number | null = null;
  #lastWrite = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  /** Pushes under way. */
  readonly #pushes = new Set<AbortController>();
  /** One word to the database at a time: an older answer never comes after a newer one. */
  #last: Promise<unknown> = Promise.resolve();
  #next: Promise<Heard> | undefined;

  async begin(patienceMs: number, signal?: AbortSignal): Promise<WritePermit> {
    const deadline = monotonicMs() + patienceMs;
    await this.hear();
    for (;;) {
      // Nothing is waited for between this look and the count: what has been said to be quiet is.
      const heard = this.#known();
      if (heard && !heard.up) {
        this.#inFlight++;
        this.#lastWrite = monotonicMs();
        return this.#permit(heard.generation);
      }
      if (monotonicMs() >= deadline) throw collecting();
      await delay(BEAT_WAITING_MS, undefined, { signal }).catch(() => {
        throw new AppError('REQUEST_INVALID', 'The request broke off.');
      });
      await this.#beat();
    }
  }

  /** What is known now; the database is asked only when the last word is too old. */
  async hear(): Promise<Heard> {
    const heard = this.#known() ?? (await this.#beat().then(() => this.#known()));
    if (heard) return heard;
    throw new AppError('UNAVAILABLE', 'The database is too slow to be sure. Try again in a moment.', {
      retryAfter: 2,
    });
  }

  /** The permit of a push, which ends with the room for it. */
  breakable(permit: WritePermit): WritePermit {
    const breaking = new AbortController();
    this.#pushes.add(breaking);
    const release = () => {
      this.#pushes.delete(breaking);
      permit.release();
    };
    return { ...permit, signal: breaking.signal, release };
  }

  #known(): Heard | null {
    return monotonicMs() < this.#leaseUntil ? this.#heard : null;
  }

  /** Lets the collector know that it need not wait for this process any more. */
  async end(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#heard === null) return;
    this.#heard = null;
    this.#leaseUntil = -Infinity;
    await this.#inTurn(() => sayGone(this.#writer.id));
  }

  #permit(generation: number): WritePermit {
    let held = true;
    return {
      signal: NO_PERMIT.signal,
      confirm: async () => {
        if ((await this.hear()).generation !== generation) throw overtaken();
      },
      release: () => {
        if (!held) return;
        held = false;
        this.#inFlight--;
        if (this.#inFlight === 0 && this.#heard?.up) this.#beatSoon(0);
      },
    };
  }

  /** A beat that is not sent yet serves all who ask. */
  #beat(): Promise<Heard> {
    this.#next ??= this.#inTurn(() => {
      this.#next = undefined;
      return this.#say();
    });
    return this.#next;
  }

  async #say(): Promise<Heard> {
    const asked = monotonicMs();
    const quietFor = this.#heard?.up && this.#inFlight === 0 ? this.#heard.raises : null;
    const heard = await sayThere(this.#writer, quietFor);
    this.#heard = heard;
    this.#leaseUntil = asked + LEASE_MS;
    this.#saidFor = quietFor;
    if (heard.critical) for (const push of this.#pushes) push.abort(noRoom());
    this.#beatSoon(this.#untilNext(heard));
    return heard;
  }

  #untilNext({ up, raises }: Heard): number {
    if (!up) return BEAT_MS;
    return this.#inFlight === 0 && this.#saidFor !== raises ? 0 : BEAT_WAITING_MS;
  }

  #beatSoon(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#tick().catch(() => this.#beatSoon(BEAT_MS)), ms);
    this.#timer.unref();
  }

  async #tick(): Promise<void> {
    const idle = this.#inFlight === 0 && monotonicMs() - this.#lastWrite > IDLE_MS;
    await (idle && !this.#heard?.up ? this.end() : this.#beat());
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

/** Time that passes as it does for the database, whose patience it is compared with; not `performance.now`, which tests make run fast. */
function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}

const gate = new WriteGate();
beforeClosing(() => gate.end());

function collecting(): AppError {
  return new AppError(
    'TOOMANYREQUESTS',
    'The registry is freeing disk space and takes no writes meanwhile. Try again in a minute.',
    { retryAfter: RETRY_AFTER_SECONDS },
  );
}

function overtaken(): AppError {
  return new AppError('UNAVAILABLE', 'Disk space was freed before this was stored for sure. Push it again.', {
    retryAfter: 1,
  });
}
