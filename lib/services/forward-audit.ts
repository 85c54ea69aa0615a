import { randomUUID } from 'node:crypto';
import { endForwardingLease, leaseForwarding, updateForwardingState } from '#lib/db/audit-forwarding.ts';
import { readAuditAfter } from '#lib/db/read-audit.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { logger } from '#lib/log/logger.ts';
import {
  headerValue,
  placeOf,
  readForwarding,
  readForwardingState,
  type ForwardingConfig,
  type ForwardingState,
} from './audit-forwarding-state.ts';
import { presentAudit } from './present-audit.ts';
import { sendAudit } from './send-audit.ts';
import { SettledAudit } from './settled-audit.ts';

/** Some 150 KB: far below what receivers take in one request. */
const BATCH = 500;
/** Longer than a batch may take to be sent; of a worker that dies, another goes on after this. */
const LEASE_SECONDS = 60;
const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 5 * 60_000;

/** `off` and `elsewhere` (another worker does it): look again later. `idle`: all has been sent. `waiting`: after a failure. */
export type Forwarded = 'off' | 'elsewhere' | 'idle' | 'waiting' | 'sent' | 'failed';

/**
 * Forwards events in the order of their ids, each at least once: what is sent is noted afterwards. Of all workers one does it at a
 * time.
 */
export class AuditForwarder {
  readonly #owner = randomUUID();
  readonly #settled = new SettledAudit();
  #failures = 0;
  #retryAt = 0;
  #generation = '';

  /** Sends one batch, if there is something to send. Call it once a second. @throws AppError UNAVAILABLE without a database */
  async step(): Promise<Forwarded> {
    const config = await readForwarding();
    if (config.target.kind === 'off') return 'off';
    // Another target is tried at once, whatever the one before it did.
    if (config.generation !== this.#generation) this.#succeeded(config.generation);
    if (!(await leaseForwarding(this.#owner, LEASE_SECONDS))) return 'elsewhere';
    const settled = await this.#settled.look();
    if (performance.now() < this.#retryAt) return 'waiting';
    const state = await readForwardingState();
    if (state?.generation !== config.generation) return 'idle';
    return await this.#forward(config, state, settled);
  }

  /** Another worker may go on at once. */
  async close(): Promise<void> {
    await endForwardingLease(this.#owner);
  }

  async #forward(config: ForwardingConfig, state: ForwardingState, settled: number): Promise<Forwarded> {
    const rows = await readAuditAfter({}, { after: state.cursor, upTo: settled, limit: BATCH });
    if (rows.length === 0) return 'idle';
    const now = () => new Date().toISOString();
    try {
      await sendAudit(config.target, await headerValue(config), rows.map(presentAudit));
    } catch (error) {
      this.#failed();
      await this.#note(config, {
        ...state,
        error: sentenceOf(error),
        failingSince: state.failingSince ?? now(),
      });
      logger('audit').warn({ err: error, target: placeOf(config.target) }, 'Events could not be forwarded');
      return 'failed';
    }
    this.#succeeded(config.generation);
    const sent = { cursor: rows.at(-1)!.id, sentAt: now(), error: null, failingSince: null };
    await this.#note(config, { ...state, ...sent });
    return 'sent';
  }

  async #note({ generation }: ForwardingConfig, state: ForwardingState): Promise<void> {
    await updateForwardingState(generation, state);
  }

  #succeeded(generation: string): void {
    this.#generation = generation;
    this.#failures = 0;
    this.#retryAt = 0;
  }

  #failed(): void {
    const wait = Math.min(FIRST_RETRY_MS * 2 ** this.#failures, MAX_RETRY_MS);
    this.#failures++;
    this.#retryAt = performance.now() + wait;
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof AppError ? error.message : 'Something went wrong on the server: its log says what.';
}
