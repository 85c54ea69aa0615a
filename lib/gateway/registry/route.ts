import { AppError } from '#lib/errors/app-error.ts';
import { digestRefusal } from '#lib/oci/digest-refusal.ts';
import { isDigest } from '#lib/oci/is-digest.ts';
import { parseReference, parseRepositoryName, type Reference } from '#lib/oci/reference.ts';

/** What a path under `/v2/` names. Everything that goes upstream is rebuilt from this. */
export type Route =
  | { kind: 'base' }
  | { kind: 'catalog' }
  | { kind: 'tags'; repository: string }
  | { kind: 'manifest'; repository: string; reference: Reference }
  | { kind: 'blob'; repository: string; digest: string }
  | { kind: 'uploads'; repository: string }
  | { kind: 'upload'; repository: string; session: string }
  | { kind: 'referrers'; repository: string; digest: string };

export type RouteKind = Route['kind'];
export type RouteOf<Kind extends RouteKind> = Extract<Route, { kind: Kind }>;

/**
 * Parses a raw path once (distribution spec 1.1, "Endpoints"). Names are greedy: `a/manifests/b` is one. Encoded slashes,
 * dot segments, doubled slashes and slashes at the end name nothing, so that no two paths mean one thing.
 * @throws AppError NOT_FOUND for what is no route, else NAME_INVALID, TAG_INVALID, DIGEST_INVALID, BLOB_UPLOAD_UNKNOWN
 */
export function parseRoute(path: string): Route {
  if (path === '/v2/') return { kind: 'base' };
  if (path === '/v2/_catalog') return { kind: 'catalog' };
  if (!path.startsWith('/v2/')) throw noRoute();
  const segments = path.slice('/v2/'.length).split('/').map(decodeSegment);
  return parseRepositoryRoute(segments);
}

/** Looked at from the right: the last words of the path say what it is, and all before them is the name. */
function parseRepositoryRoute(segments: string[]): Route {
  const last = segments.at(-1)!;
  const word = segments.at(-2);
  const before = segments.at(-3);
  if (word === 'uploads' && before === 'blobs') return uploadRoute(nameOf(segments, 3), last);
  if (last === '' || segments.length < 3) throw noRoute();
  const repository = () => nameOf(segments, 2);
  if (word === 'tags' && last === 'list') return { kind: 'tags', repository: repository() };
  if (word === 'manifests')
    return { kind: 'manifest', repository: repository(), reference: parseReference(last) };
  if (word === 'blobs' && last === 'uploads') throw noRoute();
  if (word === 'blobs') return { kind: 'blob', repository: repository(), digest: digestIn(last) };
  if (word === 'referrers') return { kind: 'referrers', repository: repository(), digest: digestIn(last) };
  throw noRoute();
}

function uploadRoute(repository: string, session: string): Route {
  if (session === '') return { kind: 'uploads', repository };
  if (isUploadSession(session)) return { kind: 'upload', repository, session };
  throw new AppError('BLOB_UPLOAD_UNKNOWN', 'There is no such upload: start a new one.');
}

/** True for an upload's id: registries use a UUID; no more than what is safe in a path. */
export function isUploadSession(session: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_=-]{0,127}$/.test(session);
}

function nameOf(segments: string[], words: number): string {
  const name = segments.slice(0, -words);
  if (name.length === 0 || name.includes('')) throw noRoute();
  return parseRepositoryName(name.join('/'));
}

function digestIn(segment: string): string {
  if (isDigest(segment)) return segment;
  throw digestRefusal(segment);
}

/** Some clients write the colon of a digest as `%3A`; nothing else in a path of the registry needs an encoding. */
function decodeSegment(segment: string): string {
  const plain = segment.replace(/%3a/gi, ':');
  if (plain.includes('%') || plain === '.' || plain === '..' || !/^[\x21-\x7e]*$/.test(plain))
    throw noRoute();
  return plain;
}

/** One answer to everything that is not in the route table; nothing is forwarded by default. */
export function noRoute(): AppError {
  return new AppError('NOT_FOUND', 'The registry has no such endpoint.');
}
