import { setTimeout as delay } from 'node:timers/promises';
import type { Operation, OperationPayload } from '#lib/db/operations.ts';
import { abandonOperation, claimOverdue, endOperation, postpone } from '#lib/db/operations.ts';
import { taggedBytes } from '#lib/db/stored-bytes.ts';
import { manifestState } from '#lib/db/tag-lookup.ts';
import { transaction } from '#lib/db/transaction.ts';
import { beginWrite } from '#lib/db/write-gate.ts';
import { logger } from '#lib/log/logger.ts';
import { isFallback } from '#lib/oci/fallback-tag.ts';
import { projectOf } from '#lib/oci/reference.ts';
import type { StoredManifest } from '#lib/registry/manifests.ts';
import { DAMAGED, getManifest, probeManifest, putManifest } from '#lib/registry/manifests.ts';
import { untag } from '#lib/registry/untag.ts';
import type { Actor } from './actor.ts';
import { readManifest } from './read-manifest.ts';
import { recordDelete } from './record-delete.ts';
import { recordPut } from './record-put.ts';
import { recordRestore } from './record-restore.ts';

/** Two equal answers so far apart are believed: nothing of the cut-off write is still on its way. */
const SETTLED_AFTER_MS = 300;
const ANSWERS = 10;
/** What can't be settled now (upstream is down) is tried again so soon. */
const RETRY_MS = 5_000;

/**
 * Settles operations whose process died or whose outcome stayed unknown, by asking upstream: what was done is indexed,
 * what was not is forgotten, an untag is finished. Any process may call it at any time.
 * @param among only these; else all @returns how many were settled
 */
export async function settleOverdue(among?: string[]): Promise<number> {
  let settled = 0;
  for (;;) {
    const operation = await claimOverdue(among);
    if (!operation) return settled;
    try {
      await settle(operation);
      settled++;
    } catch (error) {
      logger('operations').warn(
        { err: error, operation: operation.id, kind: operation.payload.kind },
        'not settled yet',
      );
      await postpone(operation.id, RETRY_MS, error instanceof Error ? error.message : String(error));
      return settled;
    }
  }
}

/** Whoever waits for the keys waits long enough already: while garbage is collected, it is put off. */
async function settle(operation: Operation): Promise<void> {
  const permit = await beginWrite({ patienceMs: 0 });
  try {
    await settleBy(operation);
  } finally {
    permit.release();
  }
}

async function settleBy(operation: Operation): Promise<void> {
  const { payload } = operation;
  switch (payload.kind) {
    case 'put-manifest':
      return settlePut(operation, payload);
    case 'delete-tags':
      return settleDelete(operation, payload);
    case 'restore':
      return settleRestore(operation, payload);
    // A purge keeps its ticket and is begun anew; reading for the index wrote nothing.
    case 'purge':
    case 'index':
      return abandonOperation(operation.id);
  }
}

/** Who asked for it, as far as it is known. */
function actorOf(operation: Operation, from: { address?: string | null; credential?: string | null }): Actor {
  return { name: operation.actor, address: from.address ?? null, credential: from.credential ?? null };
}

type Of<K extends OperationPayload['kind']> = Extract<OperationPayload, { kind: K }>;

async function settlePut(operation: Operation, payload: Of<'put-manifest'>): Promise<void> {
  const stored = await storedPut(operation, payload);
  if (!stored) return abandonOperation(operation.id);
  const read = await readManifest(payload.repository, stored);
  await transaction(async (tx) => {
    await recordPut(tx, {
      manifest: {
        ...read,
        repositoryId: operation.repositoryId,
        pushedBy: operation.actor,
        pushedAt: operation.startedAt,
        fallback: isFallback(payload.reference, read.parsed),
      },
      repository: payload.repository,
      project: projectOf(payload.repository),
      tag: payload.reference === payload.digest ? null : payload.reference,
      actor: actorOf(operation, payload),
    });
    await endOperation(tx, operation.id);
  });
}

/** The manifest, if its PUT has come to pass. */
async function storedPut(operation: Operation, payload: Of<'put-manifest'>): Promise<StoredManifest | null> {
  const there = await settledDigest(payload.repository, payload.reference);
  if (there === DAMAGED) return repairTag(operation, payload.repository, payload.reference, payload.digest);
  return there === payload.digest ? getManifest(payload.repository, payload.digest) : null;
}

/**
 * A registry killed while it wrote a tag leaves a link that breaks every read of it, and deletes of others. The tag gets
 * what was being put, if that is there whole; else what the index has for it; else it is removed.
 * @returns the manifest that was being put, if the tag is on it now
 */
async function repairTag(
  operation: Operation,
  repository: string,
  reference: string,
  digest: string,
): Promise<StoredManifest | null> {
  const stored = await getManifest(repository, digest).catch(() => null);
  if (stored && !(await putManifest(repository, reference, stored.bytes, stored.mediaType)).refused)
    return stored;
  if (reference === digest) return null;
  const before = await taggedBytes(operation.repositoryId, reference);
  if (before) await putManifest(repository, reference, before.bytes, before.mediaType);
  else
    await untag({ repository, operationId: operation.id, tags: [{ tag: reference, digest }], resume: true });
  return null;
}

async function settleDelete(operation: Operation, payload: Of<'delete-tags'>): Promise<void> {
  const { repository, tags } = payload;
  const { untagged } = await untag({ repository, operationId: operation.id, tags, resume: true });
  await transaction(async (tx) => {
    await recordDelete(tx, {
      repositoryId: operation.repositoryId,
      repository,
      tags: tags.filter(({ tag }) => untagged.includes(tag)),
      actor: actorOf(operation, payload),
      run: payload.run,
    });
    await endOperation(tx, operation.id);
  });
}

async function settleRestore(operation: Operation, payload: Of<'restore'>): Promise<void> {
  const { repository, tag, digest } = payload;
  const there = await settledDigest(repository, tag);
  const back =
    there === DAMAGED ? (await repairTag(operation, repository, tag, digest)) !== null : there === digest;
  const manifest = back ? await manifestState(operation.repositoryId, digest) : null;
  if (!manifest) return abandonOperation(operation.id);
  await transaction(async (tx) => {
    await recordRestore(tx, {
      repositoryId: operation.repositoryId,
      repository,
      manifestId: manifest.id,
      digest,
      tag,
      trashId: payload.trashId,
      actor: actorOf(operation, payload),
    });
    await endOperation(tx, operation.id);
  });
}

/** What a reference stands for upstream, once two answers in a row are the same. */
async function settledDigest(repository: string, reference: string): Promise<string | typeof DAMAGED | null> {
  let last = await probeManifest(repository, reference);
  for (let i = 0; i < ANSWERS; i++) {
    await delay(SETTLED_AFTER_MS);
    const next = await probeManifest(repository, reference);
    if (next === last) return next;
    last = next;
  }
  throw new Error(`${repository}:${reference} keeps changing upstream`);
}
