import { recordPulls, type PullCount } from '#lib/db/gateway-pulls.ts';
import { logger } from '#lib/log/logger.ts';

/** How often counts are written: a page that shows them may lag by this. */
const FLUSH_MS = 2_000;

/** Different things fetched within one interval; without a database for longer, the rest is not counted. */
const MAX_WAITING = 50_000;

/** What was fetched: `pull` counts, `use` (a HEAD) moves only the time. */
export type Fetched = { repositoryId: number; tag: string | null; digest: string; how: 'pull' | 'use' };

let waiting = new Map<string, PullCount>();
let timer: NodeJS.Timeout | undefined;
let writing: Promise<void> = Promise.resolve();

/** Counts in memory; written with the next batch. */
export function countFetch({ repositoryId, tag, digest, how }: Fetched): void {
  const key = `${repositoryId} ${tag ?? ''} ${digest}`;
  const known = waiting.get(key);
  if (!known && waiting.size >= MAX_WAITING) return;
  const pulls = (known?.pulls ?? 0) + (how === 'pull' ? 1 : 0);
  waiting.set(key, { repositoryId, tag, digest, pulls });
  timer ??= setTimeout(() => void flushPulls(), FLUSH_MS).unref();
}

/** Writes what waits; a batch that fails waits for the next time. Never throws. */
export async function flushPulls(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  const batch = waiting;
  waiting = new Map();
  writing = writing.then(() => write(batch));
  await writing;
}

async function write(batch: Map<string, PullCount>): Promise<void> {
  try {
    for (const err of await recordPulls([...batch.values()])) {
      logger('gateway').warn({ err, counts: batch.size }, 'Some pull counters could not be raised');
    }
  } catch (err) {
    logger('gateway').warn({ err, counts: batch.size }, 'Pull counts wait for the next try');
    for (const { pulls, ...what } of batch.values()) putBack(what, pulls);
  }
}

function putBack(what: Omit<PullCount, 'pulls'>, pulls: number): void {
  countFetch({ ...what, how: 'use' });
  const count = waiting.get(`${what.repositoryId} ${what.tag ?? ''} ${what.digest}`);
  if (count) count.pulls += pulls;
}
