import { recordAudit } from '#lib/audit/record.ts';
import { manifestKey } from '#lib/db/operations.ts';
import { dueTickets, forgetManifest, requireTicket, voidTicket, type Ticket } from '#lib/db/purge-tickets.ts';
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
import { runOperation } from './run-operation.ts';
import { distrust } from './upstream-trust.ts';

const TIMEOUT_MS = 60_000;
/** Rows a round: keeps each query short; the rest follows in the next round. */
const BATCH = 200;

/**
 * Turns expired trash into purge tickets and deletes upstream what holds one, each under its digest's exclusive key.
 * Does nothing while deletes are off or upstream is not trusted. @returns manifests deleted upstream
 */
export async function purge(): Promise<number> {
  for (let entries = await expiredTrash(BATCH); entries.length > 0; entries = await expiredTrash(BATCH)) {
    for (const entry of entries) await transaction((tx) => expire(tx, entry));
  }
  if ((await capabilities()).untag === 'none' || (await distrust()) !== null) return 0;
  let purged = 0;
  let after: Ticket | null = null;
  for (;;) {
    const tickets: Ticket[] = await dueTickets(BATCH, after);
    for (const ticket of tickets) if (await tryPurge(ticket)) purged++;
    after = tickets.at(-1) ?? null;
    if (!after) return purged;
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
  await runOperation(
    {
      repositoryId,
      payload: { kind: 'purge', repository, digest },
      keys: [manifestKey(repositoryId, digest, true)],
      actor: null,
      deadlineMs: TIMEOUT_MS + 5_000,
      check: (tx) => requireTicket(tx, repositoryId, digest),
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
