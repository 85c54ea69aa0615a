import { Count, Histogram, type Cells, type Family } from './family.ts';

/** From a cached manifest to a large layer over a slow line. */
const REQUEST_BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120, 600];
/** A question to a neighbour: beyond some seconds it is down. */
const CALL_BOUNDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 30];

const requests = new Count(
  'counter',
  'lighter_http_requests_total',
  'Requests that were answered or broken off.',
  ['route', 'method', 'status'],
);
const requestSeconds = new Histogram(
  'lighter_http_request_duration_seconds',
  'Time from the head of a request to the end of its answer.',
  REQUEST_BOUNDS,
  'route',
);
const received = new Count('counter', 'lighter_http_received_bytes_total', 'Bytes that clients sent.');
const sent = new Count('counter', 'lighter_http_sent_bytes_total', 'Bytes that clients were sent.');
const uploads = new Count(
  'counter',
  'lighter_upload_sessions_total',
  'Uploads of blobs, by what became of them.',
  ['event'],
);

export const inFlight = new Count('gauge', 'lighter_http_requests_in_flight', 'Requests under way.');
export const manifestCache = new Count(
  'counter',
  'lighter_manifest_cache_total',
  'Manifests by where their bytes came from: hit is memory, miss the database.',
  ['result'],
);
export const upstreamSeconds = new Histogram(
  'lighter_upstream_request_duration_seconds',
  'Time until the head of the answer of the registry behind Lighter; uploads are sent meanwhile.',
  CALL_BOUNDS,
  'method',
);
export const databaseSeconds = new Histogram(
  'lighter_database_query_duration_seconds',
  'Time of a database query outside a transaction, waiting for a connection included.',
  CALL_BOUNDS,
);

const FAMILIES: readonly Family[] = [
  requests,
  requestSeconds,
  received,
  sent,
  inFlight,
  uploads,
  manifestCache,
  upstreamSeconds,
  databaseSeconds,
];

/** What becomes of an upload, by route and status (distribution spec 1.1, end-4 to end-6). */
const UPLOAD_EVENTS: Readonly<Record<string, string>> = {
  'upload.start 202': 'started',
  'upload.finish 201': 'finished',
  'upload.cancel 204': 'cancelled',
};

type Served = {
  route: string;
  method: string;
  status: number;
  seconds: number;
  bytesIn: number;
  bytesOut: number;
};

/** Counts a request that has ended. */
export function countRequest({ route, method, status, seconds, bytesIn, bytesOut }: Served): void {
  requests.add(1, route, method, status);
  requestSeconds.observe(seconds, route);
  received.add(bytesIn);
  sent.add(bytesOut);
  if (!route.startsWith('upload.')) return;
  const event = UPLOAD_EVENTS[`${route} ${status}`];
  if (event !== undefined) uploads.add(1, event);
}

/** What one process has counted, by the name of the family. */
export type Snapshot = Readonly<Record<string, Cells>>;

/** Everything that was counted in this process. */
export function snapshot(): Snapshot {
  return Object.fromEntries(FAMILIES.map((family) => [family.name, family.cells()]));
}

/** The sum of several, without what only says how it is now: of processes that are gone. */
export function sumOfGone(snapshots: readonly Snapshot[]): Snapshot {
  const kept = FAMILIES.filter(({ type }) => type !== 'gauge');
  return Object.fromEntries(kept.map((family) => [family.name, sumOf(family, snapshots).cells()]));
}

/** The sum of what several processes have counted, in Prometheus's text format, and `more`. */
export function renderMetrics(snapshots: readonly Snapshot[], more: readonly Family[] = []): string {
  const sums = FAMILIES.map((family) => sumOf(family, snapshots));
  return [...sums, ...more].flatMap((family) => family.lines()).join('\n') + '\n';
}

function sumOf(family: Family, snapshots: readonly Snapshot[]): Family {
  return family.sumOf(snapshots.map((counted) => counted[family.name] ?? []));
}
