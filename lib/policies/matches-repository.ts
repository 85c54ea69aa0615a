import { compileGlob, type GlobMatcher } from '../oci/glob.ts';
import { projectOf } from '../oci/reference.ts';

/** Patterns that rules and robots have; each is compiled once, and learns. Some MB at most. */
const MOST_COMPILED = 500;
const compiled = new Map<string, GlobMatcher>();

/**
 * Whether a glob of a project's rule matches the repository: its whole name (`acme/team/*`), or what follows the project's
 * (`team/*`).
 */
export function matchesRepository(glob: string, repository: string): boolean {
  const matches = matcherOf(glob);
  const prefix = `${projectOf(repository)}/`;
  return matches(repository) || (repository.startsWith(prefix) && matches(repository.slice(prefix.length)));
}

/** The matcher of a glob, kept. @throws AppError REQUEST_INVALID for one that is none */
export function matcherOf(glob: string): GlobMatcher {
  const known = compiled.get(glob);
  if (known) return known;
  if (compiled.size >= MOST_COMPILED) compiled.clear();
  const made = compileGlob(glob);
  compiled.set(glob, made);
  return made;
}
