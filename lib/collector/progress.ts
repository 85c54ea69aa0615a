import { noteGcRun, type GcNote } from '#lib/db/gc-runs.ts';
import { publish } from '#lib/events/publish.ts';

/** Often enough for people, seldom enough for the database. */
const EVERY_MS = 500;

/** Tells how a run goes on: into its row, and to the pages that look. */
export class Progress {
  readonly #runId: number;
  #last = -Infinity;

  constructor(runId: number) {
    this.#runId = runId;
  }

  /** What must be in the row before anything else happens. */
  async note(note: GcNote): Promise<void> {
    this.#last = performance.now();
    await noteGcRun(this.#runId, note);
    await tellOfCollection();
  }

  /** What is out of date in a moment: some are left out, and none is waited for. */
  glance(note: GcNote): void {
    if (performance.now() - this.#last < EVERY_MS) return;
    void this.note(note).catch(() => undefined);
  }
}

/** To administrators: something about the storage has changed. */
export async function tellOfCollection(): Promise<void> {
  await publish(null, { kind: 'storage', project: '', repository: null, tags: [], actor: null });
}
