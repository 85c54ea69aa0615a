import fc from 'fast-check';
import { digests } from './bodies.ts';
import { REPOSITORIES } from './ground.ts';
import { CANARY } from './well-formed.ts';

/** Stands for the address of an upload that the gateway gave out. */
export const UPLOAD = '<upload>';

const repositories = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...REPOSITORIES) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', '.', '..', 'A/b', 'a__-b', 'a'.repeat(256), '_catalog', 'secret/../open'),
  },
);
const tags = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('v1', 'multi', 'latest', 'new') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', '.', '-x', 't'.repeat(129), `sha256-${'a'.repeat(64)}`, 'list'),
  },
);

const registryPaths = fc
  .tuple(repositories, fc.oneof(tags, digests), digests, fc.nat(11))
  .map(([name, reference, digest, kind]) => {
    const all = [
      '/v2/',
      '/v2/_catalog',
      `/v2/${name}/tags/list`,
      `/v2/${name}/blobs/${digest}`,
      `/v2/${name}/referrers/${digest}`,
      `/v2/${name}/blobs/uploads/`,
      `/v2/${name}/blobs/uploads/${reference}`,
      `/v2/${name}/blobs/uploads/0f3b0c1e-5f7e-4a7e-9c83-2b1e1f0e7a11`,
    ];
    return all[kind] ?? `/v2/${name}/manifests/${reference}`;
  });

const otherPaths = fc.constantFrom(
  '/token',
  '/v1/search',
  '/v1/_ping',
  '/hooks/registry',
  '/metrics',
  '/healthz',
  '/readyz',
  '/api/v1/me',
  '/api/v1/repositories/secret/app/-/tags',
  '/api/auth/session',
  '/projects/secret',
  '/',
  '*',
  'http://evil.example/v2/',
  '//evil.example/',
  '/v2',
  '',
);

/** What is put into a path, or taken for a piece of it. */
const PIECES = [
  '/',
  '//',
  '/.',
  '/..',
  '/../',
  '%2f',
  '%2F',
  '%252F',
  '%2e%2e',
  '%00',
  '%0d%0aX-Injected:%201',
  '\\',
  '%',
  '#',
  ';',
  '?',
  ':',
  '%3A',
  '+',
  ' ',
  '\t',
  '\x80',
  '\xff',
  '{',
  '"',
  '<>',
  '\x7f',
];

const splices = fc.array(
  fc.record({ at: fc.nat(120), remove: fc.nat(2), piece: fc.constantFrom(...PIECES) }),
  {
    maxLength: 2,
  },
);

function spliced(path: string, { at, remove, piece }: { at: number; remove: number; piece: string }): string {
  const from = at % (path.length + 1);
  return path.slice(0, from) + piece + path.slice(from + remove);
}

const values = fc.oneof(
  digests,
  fc.constantFrom(
    '',
    '0',
    '1',
    '5',
    '-1',
    '1e3',
    '99999999999',
    'v1',
    'secret/app',
    'dora/app',
    '../x',
    'a%00b',
    '%ff%fe',
    '%',
    '%0d%0aX-Injected:%20y',
  ),
  fc.constantFrom(
    'repository:secret/app:pull,push',
    'repository:open/app:*',
    'registry:catalog:*',
    'repository:a:pull%20repository:b:*',
  ),
  fc.string({ maxLength: 12 }).map((text) => encodeURIComponent(text.toWellFormed())),
);
const parameters = fc.tuple(
  fc.constantFrom(
    'n',
    'last',
    'digest',
    'mount',
    'from',
    '_state',
    'artifactType',
    'scope',
    'q',
    'page',
    'account',
    'x',
    'constructor',
  ),
  values,
);
const queries = fc.oneof(
  { weight: 5, arbitrary: fc.constant('') },
  {
    weight: 4,
    arbitrary: fc
      .array(parameters, { minLength: 1, maxLength: 4 })
      .map((all) => `?${all.map((pair) => pair.join('=')).join('&')}`),
  },
  {
    weight: 1,
    arbitrary: fc
      .string({ unit: fc.constantFrom(...'&=%+?/:;,0aZ'), maxLength: 20 })
      .map((text) => `?${text}`),
  },
);

const plain = fc.tuple(
  fc.oneof({ weight: 8, arbitrary: registryPaths }, { weight: 2, arbitrary: otherPaths }),
  queries,
);

const uploads = fc.oneof(
  { weight: 3, arbitrary: fc.constant(UPLOAD) },
  { weight: 3, arbitrary: digests.map((digest) => `${UPLOAD}&digest=${digest}`) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.nat(200), fc.constantFrom('x', '%3D', '&', '/'))
      .map(([at, piece]) => `${UPLOAD}${at}|${piece}`),
  },
);

/** What stands between method and version of a request line. */
export const targets: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: plain.map((parts) => parts.join('')) },
  {
    weight: 3,
    arbitrary: fc.tuple(plain, splices).map(([[path, query], all]) => all.reduce(spliced, path) + query),
  },
  { weight: 4, arbitrary: uploads },
  { weight: 1, arbitrary: fc.string({ maxLength: 40 }).map((text) => `/${encodeURI(text.toWellFormed())}`) },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 1, max: 40 })
      .map((kilobytes) => `/v2/${CANARY}${'a/'.repeat(kilobytes * 512)}manifests/v1`),
  },
);

/** The target as it is sent: with the address of an upload in place of `<upload>`, perhaps altered (`<upload>12|x`). */
export function resolveTarget(target: string, upload: string | undefined): string {
  if (!target.startsWith(UPLOAD)) return target;
  const address = upload ?? '/v2/dora/app/blobs/uploads/0f3b0c1e-5f7e-4a7e-9c83-2b1e1f0e7a11?_state=x';
  const rest = target.slice(UPLOAD.length);
  const [, at, piece] = /^(\d+)\|(.*)$/.exec(rest) ?? [];
  return at === undefined ? address + rest : spliced(address, { at: Number(at), remove: 1, piece: piece! });
}
