import { AppError } from '../errors/app-error.ts';
import { digestRefusal } from './digest-refusal.ts';
import { isDigest } from './is-digest.ts';

/** One path component of a repository name (distribution spec 1.1, "Pulling manifests"). Names of users and projects obey it too. */
export const NAME_COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;

/** Clients cap the host and the repository name together at 255; the registry caps the name at 255. */
export const MAX_REPOSITORY_LENGTH = 255;

/** Names of users and projects: short enough that most of the 255 stays for the rest of the path. */
export const MAX_NAME_LENGTH = 64;

/** Distribution spec 1.1: a tag is at most 128 characters of this set. */
export const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

/** The project of repositories whose name has one segment. */
export const LIBRARY = 'library';

/** A manifest's reference: a tag or a digest. */
export type Reference = { kind: 'tag'; tag: string } | { kind: 'digest'; digest: string };

/** True for a full repository name such as `acme/team/web`. */
export function isRepositoryName(name: string): boolean {
  return name.length <= MAX_REPOSITORY_LENGTH && name.split('/').every((part) => NAME_COMPONENT.test(part));
}

/** Gives `name` back. @throws AppError NAME_INVALID */
export function parseRepositoryName(name: string): string {
  if (isRepositoryName(name)) return name;
  throw new AppError(
    'NAME_INVALID',
    'Repository names are lower-case letters and digits, with single dots, dashes or underscores between them, in segments separated by slashes.',
  );
}

export function isTag(tag: string): boolean {
  return TAG.test(tag);
}

/** @throws AppError TAG_INVALID for what is neither a tag nor a digest, DIGEST_INVALID for a malformed or unsupported digest */
export function parseReference(reference: string): Reference {
  if (isTag(reference)) return { kind: 'tag', tag: reference };
  if (isDigest(reference)) return { kind: 'digest', digest: reference };
  if (reference.includes(':')) throw digestRefusal(reference);
  throw new AppError(
    'TAG_INVALID',
    'A tag has at most 128 letters, digits, dots, dashes and underscores, and starts with a letter, digit or underscore.',
  );
}

/** The project of a repository: its first segment, or `library` for a name of one segment. */
export function projectOf(repository: string): string {
  const slash = repository.indexOf('/');
  return slash === -1 ? LIBRARY : repository.slice(0, slash);
}
