import type { z } from 'zod';
import { recordAudit } from '#lib/audit/record.ts';
import type { SignedIn } from '#lib/policies/principal.ts';
import type { ProjectAccess } from '#lib/db/access.ts';
import type { DecisionRow } from '#lib/db/retention-decisions.ts';
import { countMatchingDecisions, DECISION_SORT, readDecisions } from '#lib/db/retention-decisions.ts';
import type { RetentionRunRow } from '#lib/db/retention-runs.ts';
import {
  askToStop,
  confirmGuarded,
  readRetentionRun,
  readRetentionRuns,
  RUN_SORT,
} from '#lib/db/retention-runs.ts';
import { isUniqueViolation } from '#lib/db/database-error.ts';
import { transaction } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { Principal, ProjectAction } from '#lib/policies/can.ts';
import type { Page, pageQuery } from '#lib/schemas/common.ts';
import type {
  DecisionsQuery,
  RetentionDecision,
  RetentionRun,
  RetentionRunDetail,
} from '#lib/schemas/retention-runs.ts';
import { retentionReason } from '#lib/schemas/retention.ts';
import type { Actor } from './actor.ts';
import { SEE_RETENTION } from './get-retention.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { presentRunDetail, presentRuns } from './present-run.ts';
import { publishRetention } from './publish-retention.ts';
import { requireProject } from './require-access.ts';
import { underWay } from './start-run.ts';

/** The one order of the lists, as cursors name them. */
const RUNS = '-id';
const DECISIONS = 'position';

type Paging = z.infer<typeof pageQuery>;
type Named = { project: string; run: string };

/** A page of the runs of a project, the latest first. @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED, REQUEST_INVALID */
export async function listRuns(
  principal: Principal,
  input: Paging & { project: string },
): Promise<Page<RetentionRun>> {
  const project = await requireProject(principal, input.project, SEE_RETENTION);
  const after = decodeCursor(input.cursor, RUNS, RUN_SORT);
  const page = await readRetentionRuns(project.id, { after, limit: input.limit });
  return { items: await presentRuns(page.rows), nextCursor: encodeCursor(RUNS, page.next) };
}

/** One run. @throws AppError NOT_FOUND (also for one of another project), UNAUTHORIZED, DENIED */
export async function getRun(principal: Principal, named: Named): Promise<RetentionRunDetail> {
  const { run } = await findRun(principal, named, SEE_RETENTION);
  return await presentRunDetail(run);
}

/** A page of what a run's plan deletes, with what has become of it. @throws AppError as `getRun`, REQUEST_INVALID */
export async function listDecisions(
  principal: Principal,
  input: DecisionsQuery & Named,
): Promise<Page<RetentionDecision>> {
  const { run } = await findRun(principal, input, SEE_RETENTION);
  const { outcome, repository, q } = input;
  const filter = { runId: run.id, outcome, repository, q };
  const after = decodeCursor(input.cursor, DECISIONS, DECISION_SORT);
  const [page, total] = await Promise.all([
    readDecisions(filter, { after, limit: input.limit }),
    countMatchingDecisions(filter),
  ]);
  return { items: page.rows.map(presentDecision), nextCursor: encodeCursor(DECISIONS, page.next), total };
}

/**
 * Has a run stopped before its next batch; one that nobody works at, at once. What it has deleted is in the trash.
 * @throws AppError as `getRun`; CONFLICT when it has ended
 */
export async function stopRun(principal: SignedIn, named: Named, actor: Actor): Promise<RetentionRunDetail> {
  const { project, run } = await findRun(principal, named, 'retention.manage');
  await transaction(async (tx) => {
    if ((await askToStop(tx, run.id)) === null) throw new AppError('CONFLICT', 'This run has ended already.');
    const about = { project: project.name, target: String(run.id) };
    await recordAudit(tx, { actor, action: 'retention.run-stop-asked', ...about });
    await publishRetention(tx, project.name, actor.name);
  });
  return await getRun(principal, named);
}

/**
 * Lets a run go on that waits because of its guard; every repository that it waits for has to be named.
 * @throws AppError as `getRun`; CONFLICT when it does not wait, or another is under way; REQUEST_INVALID when some are not named
 */
export async function confirmRun(
  principal: SignedIn,
  named: Named,
  repositories: string[],
  actor: Actor,
): Promise<RetentionRunDetail> {
  const { project, run } = await findRun(principal, named, 'retention.manage');
  await confirmGuardOf(project, run, repositories, actor);
  return await getRun(principal, named);
}

/** The same for who may. */
export async function confirmGuardOf(
  project: { name: string },
  run: RetentionRunRow,
  repositories: string[],
  actor: Actor,
): Promise<void> {
  const { guarded } = await presentRunDetail(run);
  const missing = guarded.filter(({ repository }) => !repositories.includes(repository));
  if (missing.length > 0) throw notNamed(missing.map(({ repository }) => repository));
  const by = { repositories: [...run.confirmed, ...repositories], actor: actor.name, address: actor.address };
  try {
    await transaction(async (tx) => {
      if (!(await confirmGuarded(tx, run.id, by)))
        throw new AppError('CONFLICT', 'This run waits for nothing.');
      const about = { project: project.name, target: String(run.id), detail: { repositories } };
      await recordAudit(tx, { actor, action: 'retention.run-confirmed', ...about });
      await publishRetention(tx, project.name, actor.name);
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw underWay();
    throw error;
  }
}

function notNamed(repositories: string[]): AppError {
  return new AppError(
    'REQUEST_INVALID',
    `Name every repository of which the run would delete so much: ${repositories[0]!} is not among them.`,
    { detail: { repositories } },
  );
}

async function findRun(
  principal: Principal,
  named: Named,
  action: ProjectAction,
): Promise<{ project: ProjectAccess; run: RetentionRunRow }> {
  const project = await requireProject(principal, named.project, action);
  const run = /^\d{1,15}$/.test(named.run) ? await readRetentionRun(project.id, Number(named.run)) : null;
  if (!run) throw new AppError('NOT_FOUND', 'This project has no such run of its cleanup.');
  return { project, run };
}

function presentDecision(row: DecisionRow): RetentionDecision {
  return {
    repository: row.repository,
    tag: row.tag,
    role: row.role,
    digest: row.digest,
    rule: row.rule,
    reason: retentionReason.parse(row.reason),
    bytes: row.bytes,
    outcome: row.outcome,
    note: row.note,
    decidedAt: row.decidedAt?.toISOString() ?? null,
  };
}
