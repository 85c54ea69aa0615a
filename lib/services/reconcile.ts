import { finishReconcile, loadProgress, saveProgress } from '#lib/db/reconcile-state.ts';
import { indexedRepositoriesAfter, countTags } from '#lib/db/reconcile-queries.ts';
import { env } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { logger } from '#lib/log/logger.ts';
import { catalog } from '#lib/registry/catalog.ts';
import { doubtIndex } from './doubt-index.ts';
import { markMissing, type Absent } from './mark-missing.ts';
import { reconcileRepository } from './reconcile-repository.ts';
import { checkUpstream } from './upstream-trust.ts';

export type ReconcileProgress = {
  repositoriesDone: number;
  repositoriesTotal: number;
  tagsSeen: number;
  manifestsIndexed: number;
};
export type ReconcileReport = ReconcileProgress & { missing: number; errors: string[] };

export type ReconcileOptions = {
  onProgress?: (progress: ReconcileProgress) => void;
  signal?: AbortSignal;
  /** Ask for every tag, also for those the index has: others write upstream, or somebody wants to be sure. */
  verify?: boolean;
};

/** Repositories at a time; each asks for at most eight things at a time. */
const REPOSITORIES_AT_A_TIME = 2;
/** An operator reads the first few; the log has them all. */
const MAX_ERRORS = 50;
/** Rows a query of what the index knows. */
const BATCH = 500;

/**
 * Indexes what upstream has and the index lacks, and notes what upstream lacks (architecture, "Reconcile"). Believes no
 * listing that something is gone. Cut off, the next run goes on where this one stopped.
 * @throws AppError UPSTREAM_* when upstream can't be listed at all
 */
export async function reconcile(options: ReconcileOptions = {}): Promise<ReconcileReport> {
  const run = new Run(options);
  await checkUpstream();
  const reached = await loadProgress();
  const clean = () => (reached?.clean ?? true) && run.report.errors.length === 0;
  for await (const names of catalog(reached?.last)) {
    await run.repositories(names);
    const last = names.at(-1);
    if (last !== undefined) await saveProgress({ last, clean: clean() });
  }
  await run.unlisted();
  await doubtIndex(run.changes + run.absent.filter(({ missing }) => !missing).length);
  run.report.missing = await markMissing(run.absent, await countTags());
  // A repository that could not be read may hold what the index lacks: then the index is not complete yet.
  await finishReconcile({ complete: clean(), report: run.report });
  return run.report;
}

class Run {
  readonly report: ReconcileReport = {
    repositoriesDone: 0,
    repositoriesTotal: 0,
    tagsSeen: 0,
    manifestsIndexed: 0,
    missing: 0,
    errors: [],
  };
  readonly absent: Absent[] = [];
  changes = 0;
  private readonly seen = new Set<string>();
  private readonly options: ReconcileOptions;

  constructor(options: ReconcileOptions) {
    this.options = options;
  }

  async repositories(names: string[]): Promise<void> {
    const fresh = names.filter((name) => !this.seen.has(name));
    this.report.repositoriesTotal += fresh.length;
    const queue = [...fresh];
    const workers = Array.from({ length: REPOSITORIES_AT_A_TIME }, async () => {
      for (let name = queue.shift(); name !== undefined; name = queue.shift()) await this.repository(name);
    });
    await Promise.all(workers);
  }

  /** What the index knows and the catalog did not list: 2.8.x leaves out repositories with indexes alone, S3 any. */
  async unlisted(): Promise<void> {
    let names = await indexedRepositoriesAfter('', BATCH);
    while (names.length > 0) {
      await this.repositories(names);
      names = await indexedRepositoriesAfter(names.at(-1)!, BATCH);
    }
  }

  private async repository(name: string): Promise<void> {
    if (this.options.signal?.aborted)
      throw new AppError('UNAVAILABLE', 'Reconcile was stopped; the next run goes on from there.');
    this.seen.add(name);
    try {
      const verify = this.options.verify ?? env().upstreamMode === 'shared';
      const done = await reconcileRepository(name, { verify });
      this.report.tagsSeen += done.tagsSeen;
      this.report.manifestsIndexed += done.manifestsIndexed;
      this.changes += done.changes;
      this.absent.push(...done.absent);
    } catch (error) {
      this.failed(name, error);
    }
    this.report.repositoriesDone++;
    this.options.onProgress?.({ ...this.report });
  }

  private failed(name: string, error: unknown): void {
    logger('reconcile').warn({ err: error, repository: name }, 'not reconciled');
    const message = error instanceof AppError ? error.message : 'failed; see the log';
    if (this.report.errors.length < MAX_ERRORS) this.report.errors.push(`${name}: ${message}`);
  }
}
