import { recordAudit } from '#lib/audit/record.ts';
import type { SignedIn } from '#lib/policies/principal.ts';
import type { InUseSourceRow } from '#lib/db/in-use.ts';
import {
  deleteInUse,
  putInUse,
  readInUseDigests,
  readInUseSource,
  readInUseSources,
} from '#lib/db/in-use.ts';
import { transaction } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { Principal } from '#lib/policies/can.ts';
import { can } from '#lib/policies/can.ts';
import type { InUseSource, InUseSourceDetail, PutInUseInput } from '#lib/schemas/in-use.ts';
import type { Actor } from './actor.ts';
import { requireSystem } from './require-system.ts';

/** All sources that report what they run. @throws AppError DENIED to all but system administrators */
export async function listInUse(principal: Principal): Promise<{ items: InUseSource[] }> {
  requireSystem(principal, 'system.manage');
  return { items: (await readInUseSources()).map(presentSource) };
}

/** One source with what it reported. @throws AppError DENIED to all but administrators and its reporter, NOT_FOUND */
export async function getInUse(principal: Principal, name: string): Promise<InUseSourceDetail> {
  const source = await readInUseSource(name);
  requireReporter(principal, source);
  if (!source) throw unknown();
  return { ...presentSource(source), digests: await readInUseDigests(name) };
}

/**
 * Takes a report of all that a source runs, in place of its last one. Administrators may make sources and name who reports as
 * them; a report of what is known by someone unknown would keep cleanup from running.
 * @throws AppError DENIED to all but administrators and the source's reporter
 */
export async function reportInUse(
  principal: SignedIn,
  name: string,
  input: PutInUseInput,
  actor: Actor,
): Promise<InUseSource> {
  await transaction(async (tx) => {
    const before = await readInUseSource(name, tx);
    requireReporter(principal, before);
    if (input.reporter !== undefined && input.reporter !== (before?.reporter ?? null))
      requireSystem(principal, 'system.manage');
    await putInUse(tx, {
      name,
      digests: [...new Set(input.digests)],
      ttlSeconds: input.ttlSeconds,
      reporter: input.reporter === undefined ? (before?.reporter ?? null) : input.reporter,
      reportedBy: actor.name,
    });
    // Reports come all day long; that there is a source, or another reporter, is what an audit asks for.
    if (before && (input.reporter ?? before.reporter) === before.reporter) return;
    const detail = { reporter: input.reporter ?? null };
    await recordAudit(tx, { actor, action: 'in-use.source-saved', target: name, detail });
  });
  return presentSource((await readInUseSource(name))!);
}

/** Forgets a source: what only it reported is protected no more. @throws AppError DENIED to all but administrators, NOT_FOUND */
export async function removeInUse(principal: SignedIn, name: string, actor: Actor): Promise<void> {
  requireSystem(principal, 'system.manage');
  await transaction(async (tx) => {
    if (!(await deleteInUse(tx, name))) throw unknown();
    await recordAudit(tx, { actor, action: 'in-use.source-removed', target: name });
  });
}

/** Whether there is such a source is told to nobody else. */
function requireReporter(principal: Principal, source: InUseSourceRow | null): void {
  const named = principal.kind !== 'anonymous' && source?.reporter === principal.name;
  if (!named && !can(principal, 'system.manage', { kind: 'system' }).allowed)
    requireSystem(principal, 'system.manage');
}

function presentSource(row: InUseSourceRow): InUseSource {
  const { name, digestCount, ttlSeconds, reporter, reportedBy, stale } = row;
  const times = { reportedAt: row.reportedAt.toISOString(), staleAt: row.staleAt.toISOString() };
  return { name, digestCount, ttlSeconds, reporter, reportedBy, stale, ...times };
}

function unknown(): AppError {
  return new AppError(
    'NOT_FOUND',
    'There is no such source. An administrator makes it with its first report.',
  );
}
