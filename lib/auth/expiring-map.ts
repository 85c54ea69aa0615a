/** A bounded map whose entries end: what is oldest goes first when it is full. Times are of the monotonic clock. */
export class ExpiringMap<Value> {
  readonly #entries = new Map<string, { value: Value; expires: number }>();
  readonly #capacity: number;
  readonly #lifetimeMs: number;

  constructor(capacity: number, lifetimeMs: number) {
    this.#capacity = capacity;
    this.#lifetimeMs = lifetimeMs;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (entry.expires > performance.now()) return entry.value;
    this.#entries.delete(key);
    return undefined;
  }

  /** Starts the entry's lifetime anew. */
  set(key: string, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, expires: performance.now() + this.#lifetimeMs });
    if (this.#entries.size <= this.#capacity) return;
    const oldest = this.#entries.keys().next();
    if (!oldest.done) this.#entries.delete(oldest.value);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}
