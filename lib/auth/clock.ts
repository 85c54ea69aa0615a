import { readClock } from '#lib/db/clock.ts';

/** How long a measured offset serves. */
const MAX_AGE_MS = 60_000;

type Measured = { database: number; monotonic: number; wall: number };

let measured: Measured | undefined;
let measuring: Promise<Measured> | undefined;

/**
 * Now by Postgres's clock, in milliseconds since 1970: the one clock that all machines share. Measured at most every
 * minute (and again after a jump of this machine's clock, or a suspend), else by this machine's monotonic clock.
 * @throws AppError UNAVAILABLE when it must be measured and the database can't be reached
 */
export async function databaseNow(): Promise<number> {
  if (!measured || isStale(measured)) {
    measuring ??= measure().finally(() => (measuring = undefined));
    measured = await measuring;
  }
  return Math.round(measured.database + performance.now() - measured.monotonic);
}

function isStale({ monotonic, wall }: Measured): boolean {
  return performance.now() - monotonic > MAX_AGE_MS || Math.abs(Date.now() - wall) > MAX_AGE_MS;
}

/** Takes the answer for the middle of the question's round trip. */
async function measure(): Promise<Measured> {
  const before = performance.now();
  const database = await readClock();
  return { database, monotonic: (before + performance.now()) / 2, wall: Date.now() };
}
