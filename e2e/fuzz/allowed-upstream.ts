import { ACCEPT_ALL_MANIFESTS, IMAGE_TYPES, INDEX_TYPES } from '#lib/oci/media-types.ts';
import type { Seen } from '../support/passing-proxy.ts';
import { RIGHTS, UPSTREAM_AUTHORIZATION, type PrincipalName, type Right } from './ground.ts';

// What the route table lets through, written down again by hand: a request upstream that is not of one of these shapes, or that its
// asker has no right to, is a hole.

const PART = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const NAME = `(?<name>${PART}(?:/${PART})*)`;
const TAG = '[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}';
const DIGEST = 'sha256:[a-f0-9]{64}';
const SESSION = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Za-z0-9][A-Za-z0-9_=-]{0,127}';
const STATE = '_state=(?:[A-Za-z0-9_-]|%3D)+';

type Shape = { methods: string[]; path: RegExp; rights: Right[]; headers: Record<string, RegExp> };

const exactly = (text: string) => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
const at = (pattern: string) => new RegExp(`^/v2/${pattern}$`);
const NUMBER = /^\d+$/;
const OCTETS = exactly('application/octet-stream');
const TYPES = new RegExp(
  `^(?:${[...IMAGE_TYPES, ...INDEX_TYPES].map((type) => type.replace(/[.+]/g, '\\$&')).join('|')})$`,
);
const BODY = { 'content-type': OCTETS, 'content-length': NUMBER, 'transfer-encoding': exactly('chunked') };
const EMPTY = { 'content-length': exactly('0') };
const reference = `${NAME}/manifests/(?:${TAG}|${DIGEST})`;

const SHAPES: Shape[] = [
  { methods: ['GET'], path: at(''), rights: [], headers: {} },
  { methods: ['GET'], path: at('_catalog\\?n=\\d+(?:&last=[^&#\\s]*)?'), rights: [], headers: {} },
  {
    methods: ['GET', 'HEAD'],
    path: at(reference),
    rights: ['pull'],
    headers: { accept: exactly(ACCEPT_ALL_MANIFESTS) },
  },
  {
    methods: ['PUT'],
    path: at(reference),
    rights: ['push', 'delete'],
    headers: { 'content-type': TYPES, 'content-length': NUMBER },
  },
  { methods: ['DELETE'], path: at(reference), rights: ['push', 'delete'], headers: EMPTY },
  {
    methods: ['GET', 'HEAD'],
    path: at(`${NAME}/blobs/${DIGEST}`),
    rights: ['pull'],
    headers: { range: /^bytes=\d+-\d+$/ },
  },
  {
    methods: ['POST'],
    path: at(`${NAME}/blobs/uploads/(?:\\?mount=${DIGEST}&from=(?<from>${PART}(?:/${PART})*))?`),
    rights: ['push'],
    headers: EMPTY,
  },
  {
    methods: ['PATCH'],
    path: at(`${NAME}/blobs/uploads/(?:${SESSION})(?:\\?${STATE})?`),
    rights: ['push'],
    headers: BODY,
  },
  {
    methods: ['PUT'],
    path: at(`${NAME}/blobs/uploads/(?:${SESSION})\\?(?:${STATE}&)?digest=${DIGEST}`),
    rights: ['push'],
    headers: BODY,
  },
  {
    methods: ['GET'],
    path: at(`${NAME}/blobs/uploads/(?:${SESSION})(?:\\?${STATE})?`),
    rights: ['push'],
    headers: {},
  },
  {
    methods: ['DELETE'],
    path: at(`${NAME}/blobs/uploads/(?:${SESSION})(?:\\?${STATE})?`),
    rights: ['push'],
    headers: EMPTY,
  },
];

/** A repository nobody has: the gateway asks there what upstream is capable of. */
const PROBED = 'lighter-probe/none';

/** Why a request must not have gone upstream for `who`; null when it may. */
export function whyNotAllowed(seen: Seen, who: PrincipalName, host: string): string | null {
  const shape = SHAPES.find(({ methods, path }) => methods.includes(seen.method) && path.test(seen.path));
  if (!shape) return 'no route of ours';
  const { name, from } = shape.path.exec(seen.path)?.groups ?? {};
  if (name !== undefined && name !== PROBED && !mayAny(who, name, shape.rights))
    return `${who} has no right in ${name}`;
  if (from !== undefined && !mayAny(who, from, ['pull'])) return `${who} may not mount from ${from}`;
  return whyNotHeaders(seen, shape, host);
}

function mayAny(who: PrincipalName, repository: string, rights: Right[]): boolean {
  const project = repository.includes('/') ? repository.split('/', 1)[0]! : 'library';
  const has = RIGHTS[who]['*'] ?? RIGHTS[who][project] ?? [];
  return rights.length === 0 || rights.some((right) => has.includes(right));
}

function whyNotHeaders({ headers }: Seen, shape: Shape, host: string): string | null {
  const own: Record<string, RegExp> = {
    host: exactly(host),
    connection: /^(?:keep-alive|close)$/,
    authorization: exactly(UPSTREAM_AUTHORIZATION),
    ...shape.headers,
  };
  const names = headers.map(([name]) => name);
  for (const [name, value] of headers) {
    if (!own[name]?.test(value)) return `the header ${name}: ${value}`;
    if (names.indexOf(name) !== names.lastIndexOf(name)) return `the header ${name} twice`;
  }
  if (!names.includes('authorization')) return 'no credentials of ours';
  if (shape.headers['content-type'] && !names.includes('content-type')) return 'no content type';
  return null;
}
