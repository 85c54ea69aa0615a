import { findRepository } from '#lib/db/index-repositories.ts';
import { decisionsToDo, noteKept } from '#lib/db/retention-decisions.ts';
import type { ToDo } from '#lib/db/retention-decisions.ts';
import type { ClaimedRun, RunEnd } from '#lib/db/retention-runs.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { logger } from '#lib/log/logger.ts';
import { subjectOfAttachmentTag } from '#lib/retention/graph.ts';
import type { ManifestVerdict, TagSnapshot, TagVerdict } from '#lib/retention/types.ts';
import type { RetentionPolicy } from '#lib/schemas/retention.ts';
import { MAX_TAGS_A_DELETE } from '#lib/schemas/repositories.ts';
import { deleteTags } from './delete-tags.ts';
import type { Planned } from './plan-retention.ts';
import { planRetention } from './plan-retention.ts';
import { publishRetention } from './publish-retention.ts';
import { keptSentence } from './reason-sentence.ts';
import type { RunScope } from './retention-check.ts';
import { checkTags, PlanOutdated, RunTaken } from './retention-check.ts';
import { standsForItself } from './retention-plan-items.ts';
import { retireManifests } from './retire-manifests.ts';

type Halted = { status: RunEnd; message: string | null } | null;

export type RepositoryCleanup = {
  repository: string;
  policy: RetentionPolicy;
  /** Asked before every batch: `true`, or how the run ends, or null: this worker lets go of it. */
  goOn: () => Promise<Halted | true>;
};

/** A batch whose plan is outdated that often keeps being pushed to: what is in it stays. */
const MAX_ATTEMPTS = 5;

/** An upstream that fails that often in a row is down, and the run ends; what it has not deleted stays. */
const MAX_FAILURES = 3;

/**
 * Deletes what is left of a run's plan in one repository: as many tags at a time as one untag takes, then manifests. Each batch
 * is planned anew and checked once more under its keys, and any error keeps what it is about.
 */
export async function cleanUpRepository(
  run: ClaimedRun,
  cleanup: RepositoryCleanup,
): Promise<Halted | 'done'> {
  let failures = 0;
  for (;;) {
    const halted = await cleanup.goOn();
    if (halted !== true) return halted;
    const batch = await decisionsToDo(run.id, cleanup.repository, MAX_TAGS_A_DELETE);
    if (batch.length === 0) return 'done';
    const failure = await tryBatch(run, cleanup, batch);
    await publishRetention(null, run.project, run.actor);
    failures = failure ? failures + 1 : 0;
    if (failures === MAX_FAILURES) return { status: 'failed', message: failure };
  }
}

/** @returns why the registry failed, or null */
async function tryBatch(run: ClaimedRun, cleanup: RepositoryCleanup, batch: ToDo[]): Promise<string | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      await doBatch(run, cleanup, batch);
      return null;
    } catch (error) {
      if (error instanceof RunTaken) throw error;
      // A lock that came in between shows as DENIED; the next plan sees it.
      const again = error instanceof PlanOutdated || (error instanceof AppError && error.code === 'DENIED');
      if (again && attempt < MAX_ATTEMPTS) continue;
      return await keep(run, cleanup, batch, error);
    }
  }
}

async function keep(
  run: ClaimedRun,
  { repository }: RepositoryCleanup,
  batch: ToDo[],
  error: unknown,
): Promise<string | null> {
  logger('retention').warn(
    { err: error, run: run.id, repository, count: batch.length },
    'kept after an error',
  );
  const note = error instanceof PlanOutdated ? BUSY : error instanceof AppError ? error.message : UNEXPECTED;
  await noteKept(
    run.id,
    batch.map(({ position }) => ({ position, note })),
  );
  const upstream = error instanceof AppError && UPSTREAM.has(error.code);
  return upstream ? note : null;
}

const BUSY = 'It was being changed all the time. The next run looks again.';
const UNEXPECTED = 'Something went wrong with it: the log of the worker says what.';
const UPSTREAM: ReadonlySet<string> = new Set([
  'UPSTREAM_ERROR',
  'UPSTREAM_TIMEOUT',
  'UNAVAILABLE',
  'UNSUPPORTED',
]);

async function doBatch(
  run: ClaimedRun,
  { repository, policy }: RepositoryCleanup,
  batch: ToDo[],
): Promise<void> {
  const row = await findRepository(repository);
  if (!row || row.projectId !== run.projectId) {
    return noteKept(
      run.id,
      batch.map(({ position }) => ({ position, note: 'The repository is no longer there.' })),
    );
  }
  const scope = { projectId: run.projectId, repositoryId: row.id };
  const planned = await planRetention(run.project, scope, policy);
  if (planned.plan.blocked.some(({ blocks }) => blocks === 'every')) throw new PlanOutdated('in doubt');
  const doomed = await stillDoomed(run, planned, batch);
  if (doomed.length === 0) return;
  if (doomed[0]!.tag === null) await retireManifests(run, { scope, repository, planned, doomed });
  else await removeTags(run, { scope, repository, planned, doomed });
}

/** Those of the batch that the plan of this moment deletes as well; the others are noted as kept. */
async function stillDoomed(run: ClaimedRun, { plan, snapshot }: Planned, batch: ToDo[]): Promise<ToDo[]> {
  const here = new Set(snapshot.repositories.flatMap((one) => one.manifests.map(({ digest }) => digest)));
  const tags = new Map(plan.tags.map((verdict) => [verdict.tag, verdict]));
  const manifests = new Map(plan.manifests.filter(standsForItself).map((one) => [one.digest, one]));
  const kept: { position: number; note: string }[] = [];
  const doomed = batch.filter(({ position, tag, digest, attached }) => {
    const verdict = tag === null ? manifests.get(digest) : tags.get(tag);
    const subjectStays = attached && here.has(subjectOfAttachmentTag(tag!)!);
    const note = whyKept(verdict, digest) ?? (subjectStays ? SUBJECT_STAYS : null);
    if (note !== null) kept.push({ position, note });
    return note === null;
  });
  await noteKept(run.id, kept);
  return doomed;
}

/** Whatever the plan says of its subject: that has had its turn. */
const SUBJECT_STAYS = 'What it belongs to was kept after all.';

function whyKept(verdict: TagVerdict | ManifestVerdict | undefined, digest: string): string | null {
  if (!verdict) return 'It is gone already, or something holds it now.';
  if (verdict.digest !== digest) return 'It was pushed again, and is another image now.';
  return verdict.outcome === 'delete' ? null : keptSentence(verdict.reason);
}

type Doomed = { scope: RunScope; repository: string; planned: Planned; doomed: ToDo[] };

async function removeTags(run: ClaimedRun, { scope, repository, planned, doomed }: Doomed): Promise<void> {
  const names = new Set(doomed.map(({ tag }) => tag));
  const seen: TagSnapshot[] = planned.snapshot.repositories
    .flatMap(({ tags }) => tags)
    .filter(({ name }) => names.has(name));
  const { moved, locked, notFound } = await deleteTags({
    repository,
    tags: seen.map(({ name }) => name),
    actor: { name: run.actor, address: run.address },
    cleanup: { run: run.id, check: (tx) => checkTags(tx, run, scope, planned, seen) },
  });
  const note = (tags: readonly string[], why: string) =>
    doomed.filter(({ tag }) => tags.includes(tag!)).map(({ position }) => ({ position, note: why }));
  await noteKept(run.id, [
    ...note(moved, 'It points at another image in the registry by now.'),
    ...note(locked, 'It was locked meanwhile.'),
    ...note(notFound, 'It is gone already.'),
  ]);
}
