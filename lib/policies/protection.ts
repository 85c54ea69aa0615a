import { subjectOfFallbackTag } from '../oci/fallback-tag.ts';
import { compileGlob } from '../oci/glob.ts';
import { matchesRepository } from './matches-repository.ts';

/** Tags that match are pushed once. `repositories` and `tags` are globs; see `protector`. */
export type ImmutabilityRule = { id: number; repositories: string; tags: string };

/** Someone locked this one tag. */
export type TagLock = { who: string | null; at: Date; note: string | null };

/** Why a tag may neither move nor go. */
export type Protection = { by: 'lock'; lock: TagLock } | { by: 'rule'; rule: ImmutabilityRule };

/** Finds the protection of a tag of one repository, given its lock; null: it has none. */
export type Protector = (tag: string, lock: TagLock | null) => Protection | null;

/**
 * The protections of a repository's tags: by locks, and by its project's rules, of which the first that matches is named. A
 * rule's glob over repositories matches the whole name (`acme/team/*`) or what follows the project's (`team/*`). OCI fallback
 * tags are never protected: they are lists of referrers, which change with each of them.
 */
export function protector(rules: readonly ImmutabilityRule[], repository: string): Protector {
  const matching = rules
    .filter((rule) => matchesRepository(rule.repositories, repository))
    .map((rule) => ({ rule, matches: compileGlob(rule.tags) }));
  return (tag, lock) => {
    if (subjectOfFallbackTag(tag) !== null) return null;
    if (lock) return { by: 'lock', lock };
    const found = matching.find(({ matches }) => matches(tag));
    return found ? { by: 'rule', rule: found.rule } : null;
  };
}
