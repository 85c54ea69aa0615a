import { readTagGuards } from '#lib/db/tag-guards.ts';
import type { Tx } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { projectOf } from '#lib/oci/reference.ts';
import type { Protection } from '#lib/policies/protection.ts';
import { protector } from '#lib/policies/protection.ts';

type Repository = { id: number; name: string };

/** A tag that may not go, and why. */
export type Protected = { tag: string; protection: Protection };

/**
 * Lets a tag be pointed at `digest` unless a lock or a rule holds it where it is; what it is at already is no move, and a first
 * push is none. Call it in the operation that moves the tag, under its key.
 * @throws AppError DENIED naming the lock or rule, and what to do
 */
export async function requireMovable(
  tx: Tx,
  repository: Repository,
  { tag, digest }: { tag: string; digest: string },
): Promise<void> {
  const { rules, tags } = await readTagGuards(repository.id, [tag], tx);
  const [current] = tags;
  if (!current || current.digest === digest) return;
  const protection = protector(rules, repository.name)(tag, current.lock);
  if (protection) throw refused(repository, { tag, protection }, 'Push under another tag, or');
}

/** Those of `tags` that a lock or a rule keeps from going. */
export async function protectedAmong(
  repository: Repository,
  tags: readonly string[],
  tx?: Tx,
): Promise<Protected[]> {
  const guards = await readTagGuards(repository.id, tags, tx);
  const protect = protector(guards.rules, repository.name);
  return guards.tags
    .map(({ tag, lock }) => ({ tag, protection: protect(tag, lock) }))
    .filter((one): one is Protected => one.protection !== null);
}

/** Call it in the operation that removes the tags, under their keys. @throws AppError DENIED naming the first that may not go */
export async function requireRemovable(
  tx: Tx,
  repository: Repository,
  tags: readonly string[],
): Promise<void> {
  const [first] = await protectedAmong(repository, tags, tx);
  if (first) throw notRemovable(repository, first);
}

export function notRemovable(repository: Repository, found: Protected): AppError {
  return refused(repository, found, 'To delete it,');
}

function refused({ name }: Repository, { tag, protection }: Protected, first: string): AppError {
  const project = projectOf(name);
  const message =
    protection.by === 'lock'
      ? `The tag ${tag} is locked${byWhom(protection.lock)}. ${first} unlock it first (a maintainer of ${project} may).`
      : `The tag ${tag} is immutable: the rule "${protection.rule.tags}" in "${protection.rule.repositories}" of ${project} protects it. ${first} ask a maintainer of ${project} to change the rule.`;
  return new AppError('DENIED', message, { detail: { tag, protectedBy: protection.by } });
}

function byWhom({ who, note }: { who: string | null; note: string | null }): string {
  return `${who === null ? '' : ` by ${who}`}${note ? ` ("${note}")` : ''}`;
}
