import { recordAudit } from '#lib/audit/record.ts';
import { tagKey } from '#lib/db/operations.ts';
import { lockTagRows, unlockTagRows } from '#lib/db/tag-locks.ts';
import { visibleTags } from '#lib/db/tag-lookup.ts';
import type { Tx } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { publish } from '#lib/events/publish.ts';
import { subjectOfFallbackTag } from '#lib/oci/fallback-tag.ts';
import { isTag, projectOf } from '#lib/oci/reference.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { AuditAction } from '#lib/schemas/audit.ts';
import type { LockTagsResult } from '#lib/schemas/protection.ts';
import type { Actor } from './actor.ts';
import type { AccessibleRepository } from './require-access.ts';
import { requireRepository } from './require-access.ts';
import { runFree } from './run-operation.ts';

type Asker = { principal: Principal; actor: Actor };
type Many = { repository: string; tags: string[] };

/**
 * Locks tags: from then on they neither move nor go. A push or delete of one that is under way ends first.
 * @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED, TOOMANYREQUESTS
 */
export async function lockTags(
  { principal, actor }: Asker,
  { note, ...input }: Many & { note?: string | undefined },
): Promise<LockTagsResult> {
  const repository = await requireRepository(principal, input.repository, 'tags.lock');
  const detail = note ? { note } : {};
  return change(repository, input.tags, async (tx, tags) => {
    const locked = await lockTagRows(tx, {
      repositoryId: repository.id,
      tags,
      by: actor.name,
      note: note ?? null,
    });
    await record(tx, repository, { action: 'tag.lock', tags: locked, actor, detail });
    return locked;
  });
}

/** Unlocks tags; a rule may go on protecting them. @throws AppError as `lockTags` */
export async function unlockTags({ principal, actor }: Asker, input: Many): Promise<LockTagsResult> {
  const repository = await requireRepository(principal, input.repository, 'tags.lock');
  return change(repository, input.tags, async (tx, tags) => {
    const unlocked = await unlockTagRows(tx, { repositoryId: repository.id, tags });
    await record(tx, repository, { action: 'tag.unlock', tags: unlocked, actor, detail: {} });
    return unlocked;
  });
}

/** One tag must be there. @throws AppError as `lockTags`, MANIFEST_UNKNOWN */
export async function lockTag(
  asker: Asker,
  { tag, ...input }: { repository: string; tag: string; note?: string | undefined },
): Promise<LockTagsResult> {
  return mustBeThere(tag, input.repository, await lockTags(asker, { ...input, tags: [tag] }));
}

/** @throws AppError as `lockTag` */
export async function unlockTag(
  asker: Asker,
  { tag, repository }: { repository: string; tag: string },
): Promise<LockTagsResult> {
  return mustBeThere(tag, repository, await unlockTags(asker, { repository, tags: [tag] }));
}

function mustBeThere(tag: string, repository: string, result: LockTagsResult): LockTagsResult {
  if (result.notFound.length === 0) return result;
  throw new AppError('MANIFEST_UNKNOWN', `${repository} has no tag ${tag}.`);
}

async function change(
  repository: AccessibleRepository,
  asked: string[],
  work: (tx: Tx, tags: string[]) => Promise<string[]>,
): Promise<LockTagsResult> {
  const tags = [...new Set(asked)];
  const legal = tags.filter(isTag);
  const keys = legal.map((tag) => tagKey(repository.id, tag));
  return runFree(repository.id, keys, async (tx) => {
    const there = (await visibleTags(repository.id, legal, tx))
      .map(({ tag }) => tag)
      .filter((tag) => subjectOfFallbackTag(tag) === null);
    const changed = await work(tx, there);
    return {
      changed,
      unchanged: there.filter((tag) => !changed.includes(tag)),
      notFound: tags.filter((tag) => !there.includes(tag)),
    };
  });
}

async function record(
  tx: Tx,
  { name }: AccessibleRepository,
  done: { action: AuditAction; tags: string[]; actor: Actor; detail: Record<string, unknown> },
): Promise<void> {
  const { action, tags, actor, detail } = done;
  if (tags.length === 0) return;
  const about = { actor, action, project: projectOf(name), repository: name, detail };
  await recordAudit(tx, ...tags.map((target) => ({ ...about, target })));
  await publish(tx, { kind: 'locked', project: projectOf(name), repository: name, tags, actor: actor.name });
}
