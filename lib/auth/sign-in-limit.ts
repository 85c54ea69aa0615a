import { AppError } from '#lib/errors/app-error.ts';
import { ExpiringMap } from './expiring-map.ts';

/** Wrong passwords for one name from one address before the next has to wait: room for a person's typing errors. */
const FREE_PER_NAME = 5;
/** And from one address for any names: an office (or a proxy that is not trusted) behind one address, but no list of names. */
const FREE_PER_ADDRESS = 200;
/** Each further one doubles the wait, from one second up to this. */
const MAX_WAIT_SECONDS = 60;
/** Without a further failure all is forgotten after this. */
const MEMORY_MS = 15 * 60_000;
/** About 2 MB at most. */
const MAX_KEYS = 10_000;

type Failures = { count: number; retryAt: number };

const failures = new ExpiringMap<Failures>(MAX_KEYS, MEMORY_MS);

/**
 * Counts an attempt as failed before it is tried, so that many at once are counted too; `succeeded` takes it back.
 * In memory: each process counts for itself.
 * @throws AppError TOOMANYREQUESTS with `retryAfter` while this name (from this address) or this address has to wait
 */
export function beginAttempt(name: string, address: string | null): { succeeded: () => void } {
  const ofName = JSON.stringify([name, address]);
  const ofAddress = address === null ? null : JSON.stringify([address]);
  refuseWhileWaiting(ofName);
  if (ofAddress !== null) refuseWhileWaiting(ofAddress);
  addFailure(ofName, FREE_PER_NAME);
  if (ofAddress !== null) addFailure(ofAddress, FREE_PER_ADDRESS);
  return {
    succeeded() {
      failures.delete(ofName);
      if (ofAddress !== null) takeBack(ofAddress);
    },
  };
}

function refuseWhileWaiting(key: string): void {
  const seconds = Math.ceil(((failures.get(key)?.retryAt ?? 0) - performance.now()) / 1000);
  if (seconds <= 0) return;
  throw new AppError('TOOMANYREQUESTS', `Too many wrong passwords. Try again in ${seconds} s.`, {
    retryAfter: seconds,
  });
}

function addFailure(key: string, free: number): void {
  const count = (failures.get(key)?.count ?? 0) + 1;
  const waitSeconds = count < free ? 0 : Math.min(2 ** (count - free), MAX_WAIT_SECONDS);
  failures.set(key, { count, retryAt: performance.now() + waitSeconds * 1000 });
}

function takeBack(key: string): void {
  const known = failures.get(key);
  if (!known) return;
  if (known.count <= 1) failures.delete(key);
  else failures.set(key, { count: known.count - 1, retryAt: 0 });
}
