import { touchUser } from '#lib/db/credentials.ts';
import { logger } from '#lib/log/logger.ts';
import { ExpiringMap } from './expiring-map.ts';

/** One note a minute and user, so that most requests ask nothing of the database. */
const NOTED_FOR_MS = 60_000;
const MAX_NOTED = 10_000;
const noted = new ExpiringMap<true>(MAX_NOTED, NOTED_FOR_MS);

/** Notes that the user was here, without waiting for it. */
export function noteActivity(id: number): void {
  if (noted.get(String(id))) return;
  noted.set(String(id), true);
  touchUser(id).catch((err: unknown) =>
    logger('auth').warn({ err }, 'The time of a last activity was not noted'),
  );
}
