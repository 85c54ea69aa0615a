import { readAuditHorizon } from '#lib/db/audit-forwarding.ts';

/**
 * Up to which id all events are there. Ids are given out when events are written, and seen when their transactions end: a lower one may
 * come after a higher one. So the latest id counts only once every transaction has ended that was under way when it was seen.
 */
export class SettledAudit {
  #settled = 0;
  #pending: { newest: number; bound: number | null } | null = null;

  /**
   * Looks anew, at least a second after the last time: between taking its id and being numbered itself, a transaction is in neither list
   * for a moment, so the bound is taken by a later look than the id.
   */
  async look(): Promise<number> {
    const { newest, next, oldest } = await readAuditHorizon();
    if (this.#pending?.bound != null && oldest >= this.#pending.bound) {
      this.#settled = this.#pending.newest;
      this.#pending = null;
    }
    if (!this.#pending) this.#pending = newest > this.#settled ? { newest, bound: null } : null;
    else this.#pending.bound ??= next;
    return this.#settled;
  }
}
