import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** What takes longer may be a long statement, or one that will never be answered: then the database is asked. */
const SUSPECT_MS = 400;
const LOOK_MS = 200;

/** A database that answers nothing within this, not even a new connection, hangs. With the above: whoever asks knows within 2 s. */
const ANSWER_MS = 900;

/** A timer that comes so late says that this process was busy itself, as when it plans a large cleanup, and did not listen. */
const LATE_MS = 150;

/** How often a database that hangs is asked whether it is back. */
const AGAIN_MS = 250;

type Callback = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  release: (error?: unknown) => void,
) => void;
type Waiting = { since: number; callback: Callback };

/**
 * A pool that tells a database that hangs (stopped, or its disk or network gone, with the connections still open) from a statement that
 * takes its time: while something waits and nothing is answered, it connects once more. When that is not answered either, everyone who
 * waits is told, connections in use are broken off (what was asked on them may never be answered), and until the database answers again
 * nobody is made to wait for it.
 */
export class WatchedPool extends pg.Pool {
  readonly #config: pg.PoolConfig;
  readonly #waiting = new Set<Waiting>();
  readonly #inUse = new Map<pg.PoolClient, number>();
  readonly #timer: NodeJS.Timeout;
  #answeredAt = performance.now();
  #asking = false;
  #hangs = false;

  constructor(config: pg.PoolConfig) {
    super(config);
    this.#config = config;
    this.on('acquire', (client) => this.#inUse.set(client, performance.now()));
    this.on('release', (error: Error | undefined, client) => {
      this.#inUse.delete(client);
      if (!error || error instanceof pg.DatabaseError) this.#answeredAt = performance.now();
    });
    this.#timer = setInterval(() => void this.#look(), LOOK_MS).unref();
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Callback): void;
  override connect(callback?: Callback): Promise<pg.PoolClient> | void {
    if (callback) return this.#connect(callback);
    return new Promise((resolve, reject) => {
      this.#connect((error, client) => (client ? resolve(client) : reject(error ?? noAnswer())));
    });
  }

  /** As of any pool; a database that hangs does not keep it from ending. */
  override end(): Promise<void>;
  override end(callback: () => void): void;
  override end(callback?: () => void): Promise<void> | void {
    const ended = super.end().finally(() => clearInterval(this.#timer));
    if (!callback) return ended;
    void ended.then(callback);
  }

  #connect(callback: Callback): void {
    if (this.#hangs) return callback(noAnswer(), undefined, () => undefined);
    const waiting = { since: performance.now(), callback };
    this.#waiting.add(waiting);
    super.connect((error, client, release) => {
      if (this.#waiting.delete(waiting)) callback(error, client, release);
      // Whoever waited for it has been told meanwhile.
      else if (client) client.release();
    });
  }

  async #look(): Promise<void> {
    if (this.#asking || !this.#isSuspect()) return;
    this.#asking = true;
    while (!(await this.#answers()) && !this.ended) {
      this.#breakOff();
      await sleep(AGAIN_MS, undefined, { ref: false });
    }
    this.#answeredAt = performance.now();
    this.#hangs = false;
    this.#asking = false;
  }

  #isSuspect(): boolean {
    const before = performance.now() - SUSPECT_MS;
    if (this.#answeredAt > before) return false;
    return (
      this.#inUse.values().some((at) => at < before) ||
      this.#waiting.values().some(({ since }) => since < before)
    );
  }

  /** Whether anything comes back: a refusal is an answer too. */
  async #answers(): Promise<boolean> {
    const asked = performance.now();
    const client = new pg.Client({ ...this.#config, connectionTimeoutMillis: ANSWER_MS });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return true;
    } catch (error) {
      const late = performance.now() - asked > ANSWER_MS + LATE_MS;
      return error instanceof pg.DatabaseError || this.#answeredAt > asked || late;
    } finally {
      client.end().catch(() => undefined);
    }
  }

  #breakOff(): void {
    this.#hangs = true;
    for (const client of this.#inUse.keys()) if (client instanceof pg.Client) void client.end();
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const { callback } of waiting) callback(noAnswer(), undefined, () => undefined);
  }
}

/** In the words of `pg` for a connection that is lost, which is how it is treated. */
function noAnswer(): Error {
  return new Error('Connection terminated: the database does not answer');
}
