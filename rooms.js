// Who may import whom: the one table that .dependency-cruiser.js (direction, cycles, reach) and eslint.config.js (the
// same, while typing) are made from. A row that grows is a decision; docs/decisions/ is the place to argue for it.

/** Packages that render pages. A process that serves pulls never loads them, not even through another package. */
export const pagePackages = ['next', 'next-auth', 'react', 'react-dom', 'react-server-dom-webpack'];

/** Node modules that touch the outside. The pure rooms also run in the browser and in table tests: no I/O. */
export const ioModules = [
  'child_process',
  'cluster',
  'dgram',
  'dns',
  'fs',
  'http',
  'http2',
  'https',
  'net',
  'os',
  'process',
  'readline',
  'sqlite',
  'stream',
  'timers',
  'tls',
  'tty',
  'worker_threads',
];

/** Packages that one room owns: every other part of the product goes through that room. */
export const owned = {
  // A connection that LISTENs is held, which no pool can lend.
  pg: ['db', 'events'],
  '@prisma': ['db'],
  'pg-boss': ['jobs'],
  pino: ['log'],
  re2js: ['oci'],
  'next-auth': ['http', 'app', 'components'],
  ldapts: ['auth'],
};

const everything = '*';

/**
 * Room of lib/ → `imports`: the rooms it may import (besides itself); `never`: packages it must not reach, directly or through
 * others; `pure`: no I/O.
 * @type {Record<string, { imports: string[] | '*', never: string[], pure?: boolean }>}
 */
export const rooms = {
  env: { imports: ['errors'], never: pagePackages },
  log: { imports: ['env', 'errors'], never: pagePackages },
  errors: { imports: [], never: pagePackages, pure: true },
  metrics: { imports: [], never: pagePackages, pure: true },
  oci: { imports: ['errors'], never: pagePackages, pure: true },
  schemas: { imports: ['oci', 'errors'], never: pagePackages, pure: true },
  policies: { imports: ['oci', 'errors'], never: pagePackages, pure: true },
  retention: { imports: ['oci', 'errors'], never: pagePackages, pure: true },
  db: { imports: ['oci', 'env', 'errors', 'log', 'metrics'], never: pagePackages },
  events: { imports: ['db', 'schemas', 'env', 'errors', 'log'], never: pagePackages },
  registry: { imports: ['oci', 'env', 'errors', 'log', 'metrics'], never: pagePackages },
  outbound: { imports: ['env', 'errors'], never: pagePackages },
  auth: {
    imports: ['outbound', 'audit', 'schemas', 'oci', 'registry', 'events', 'db', 'env', 'errors', 'log'],
    never: pagePackages,
  },
  token: { imports: ['oci', 'policies', 'auth', 'db', 'env', 'errors', 'log'], never: pagePackages },
  audit: { imports: ['db', 'schemas'], never: pagePackages },
  services: {
    imports: [
      'db',
      'policies',
      'registry',
      'retention',
      'audit',
      'events',
      'errors',
      'schemas',
      'oci',
      'auth',
      'outbound',
      'env',
      'log',
    ],
    never: pagePackages,
  },
  collector: {
    imports: ['services', 'runtime', 'registry', 'db', 'audit', 'events', 'oci', 'errors', 'env', 'log'],
    never: pagePackages,
  },
  jobs: {
    imports: [
      'services',
      'collector',
      'retention',
      'registry',
      'outbound',
      'db',
      'events',
      'errors',
      'env',
      'log',
    ],
    never: pagePackages,
  },
  gateway: {
    imports: [
      'env',
      'errors',
      'oci',
      'schemas',
      'policies',
      'retention',
      'db',
      'events',
      'registry',
      'auth',
      'token',
      'audit',
      'services',
      'jobs',
      'log',
      'metrics',
    ],
    never: pagePackages,
  },
  runtime: { imports: ['env', 'errors', 'db', 'registry', 'services', 'log'], never: pagePackages },
  http: {
    imports: ['auth', 'policies', 'audit', 'errors', 'schemas', 'oci', 'env', 'events', 'log'],
    never: [],
  },
  web: { imports: ['env', 'errors', 'http', 'log'], never: [] },
  cli: { imports: everything, never: [] },
};

/**
 * Folders outside lib/ → `imports`: the rooms of lib/ they may import; `folders`: the other folders of the house.
 * @type {Record<string, { imports: string[] | '*', folders: string[] }>}
 */
export const folders = {
  app: { imports: ['http', 'services', 'schemas'], folders: ['components'] },
  components: { imports: ['schemas', 'oci'], folders: [] },
  e2e: { imports: everything, folders: ['bin'] },
  bench: { imports: everything, folders: ['e2e', 'bin'] },
  bin: { imports: everything, folders: ['e2e'] },
};

/** Parts of components/ that every feature may import; features don't import each other. */
export const sharedComponents = ['ui', 'api', 'messages', 'live'];

/** Tests set up what they test through any room, and share the harness in e2e/support. */
export const testFiles = '\\.(test|it\\.test)\\.tsx?$';

/** @param {string} room @returns {string[]} the rooms of lib/ that `room` must not import */
export function forbiddenRooms(room) {
  const { imports } = rooms[room] ?? folders[room] ?? { imports: [] };
  if (imports === everything) return [];
  return Object.keys(rooms).filter((other) => other !== room && !imports.includes(other));
}

/** @param {string} room @returns {string[]} packages that another room owns, and those `room` must never reach */
export function forbiddenPackages(room) {
  if (folders[room]?.imports === everything) return [];
  const ownedByOthers = Object.entries(owned).filter(([, owners]) => !owners.includes(room));
  return [...new Set([...ownedByOthers.map(([name]) => name), ...(rooms[room]?.never ?? [])])];
}
