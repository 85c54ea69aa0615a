import { recordAudit } from '#lib/audit/record.ts';
import { manifestKey } from '#lib/db/operations.ts';
import { leftLists, staleFallbacks } from '#lib/db/own-fallback.ts';
import {
  dueTickets,
  forgetManifest,
  readAbove,
  requireTicket,
  voidTicket,
  type Ticket,
} from '#lib/db/purge-tickets.ts';
import { forgetOldUploads } from '#lib/db/project-blobs.ts';
import { forgetExpiredReservations } from '#lib/db/quota.ts';
import { transaction } from '#lib/db/transaction.ts';
import { expire, expiredTrash } from '#lib/db/trash.ts';
import { env } from '#lib/env/env.ts';
import { publish } from '#lib/events/publish.ts';
import { logger } from '#lib/log/logger.ts';
import { projectOf } from '#lib/oci/reference.ts';
import { capabilities } from '#lib/registry/capabilities.ts';
import { each } from '#lib/registry/each.ts';
import { deleteManifest, headManifest } from '#lib/registry/manifests.ts';
import { listTags } from '#lib/registry/tags.ts';
import { SYSTEM_ACTOR } from './actor.ts';
import { cleanupPause } from './cleanup-pause.ts';
import { noticeRestore } from './notice-restore.ts';
import { deleteLeftList, refreshFallback } from './refresh-fallback.ts';
import { runOperation } from './run-operation.ts';
import { distrust } from './upstream-trust.ts';

const TIMEOUT_MS = 60_000;
/** Rows a round: keeps each query short; the rest follows in the next round. */
const BATCH = 200;

/**
 * Turns expired trash into purge tickets and deletes upstream what holds one, each under its digest's exclusive key. Blobs are
 * left to the registry's own garbage collection: what an upload under way may name is never touched here.
 * Does nothing while deletes are off, upstream is not trusted, or cleanup is paused. @returns manifests deleted upstream
 */
export async function purge(): Promise<number> {
  await noticeRestore();
  if (await cleanupPause()) return 0;
  for (let entries = await expiredTrash(BATCH); entries.length > 0; entries = await expiredTrash(BATCH)) {
    for (const entry of entries) await transaction((tx) => expire(tx, entry));
  }
  await Promise.all([forgetOldUploads(), forgetExpiredReservations()]);
  if ((await capabilities()).untag === 'none' || (await distrust()) !== null) return 0;
  const purged = await purgeTickets({});
  await refreshLists();
  return purged;
}

/**
 * Deletes upstream what holds a ticket, of one project, if given; until `deadline` (as `Date.now()` has it), if given. The caller
 * has made sure that deletes are on and upstream is trusted. @returns manifests deleted upstream
 */
export async function purgeTickets(options: { projectId?: number; deadline?: number }): Promise<number> {
  let purged = 0;
  // What waits for another has its turn once that is gone.
  for (;;) {
    const inThisRound = await purgeRound(options);
    purged += inThisRound;
    if (inThisRound === 0) return purged;
  }
}

async function purgeRound({
  projectId,
  deadline = Infinity,
}: {
  projectId?: number;
  deadline?: number;
}): Promise<number> {
  let purged = 0;
  let after: Ticket | null = null;
  for (;;) {
    const tickets: Ticket[] = await dueTickets(BATCH, after, projectId);
    if (await cleanupPause()) return purged;
    for (const ticket of tickets) {
      if (Date.now() >= deadline) return purged;
      if (await tryPurge(ticket)) purged++;
    }
    after = tickets.at(-1) ?? null;
    if (!after) return purged;
  }
}

/** A list of referrers names what was purged of them, and garbage collection keeps what a list names. */
async function refreshLists(): Promise<void> {
  for (const { repository, subject } of await staleFallbacks())
    await trying({ repository: repository.name, subject }, () => refreshFallback(repository, subject));
  for (const list of await leftLists())
    await trying({ repository: list.repository.name, digest: list.digest }, () => deleteLeftList(list));
}

/** What fails is there still, and the next run tries again. */
async function trying(about: object, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    logger('purge').warn({ err: error, ...about }, 'list of referrers not refreshed');
  }
}

async function tryPurge(ticket: Ticket): Promise<boolean> {
  try {
    return await purgeOne(ticket);
  } catch (error) {
    // It keeps its ticket; the next run tries again.
    logger('purge').warn({ err: error, repository: ticket.repository, digest: ticket.digest }, 'not purged');
    return false;
  }
}

async function purgeOne({ repositoryId, repository, digest }: Ticket): Promise<boolean> {
  if (env().upstreamMode === 'shared' && (await isTaggedUpstream(repository, digest))) {
    await voidTicket(repositoryId, digest);
    return false;
  }
  // Whoever pushes or brings back one of these brings this back with it: they wait for each other.
  const above = await readAbove(repositoryId, digest);
  await runOperation(
    {
      repositoryId,
      payload: { kind: 'purge', repository, digest },
      keys: [digest, ...above].map((one) => manifestKey(repositoryId, one, true)),
      actor: null,
      deadlineMs: TIMEOUT_MS + 5_000,
      check: (tx) => requireTicket(tx, repositoryId, digest, above),
    },
    () => deleteManifest(repository, digest, TIMEOUT_MS),
    async (tx) => {
      await forgetManifest(tx, repositoryId, digest);
      const project = projectOf(repository);
      await recordAudit(tx, {
        actor: SYSTEM_ACTOR,
        action: 'manifest.purge',
        project,
        repository,
        target: digest,
      });
      await publish(tx, { kind: 'purged', project, repository, tags: [], actor: null });
    },
  );
  return true;
}

/** Others write upstream too: whatever tag is there may be on it, whatever the index says. */
async function isTaggedUpstream(repository: string, digest: string): Promise<boolean> {
  const tags = await listTags(repository);
  const digests = await each(tags, (tag) => headManifest(repository, tag));
  return digests.includes(digest);
}
