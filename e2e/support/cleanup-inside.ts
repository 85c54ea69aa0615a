import { query } from '#lib/db/pool.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { SYSTEM_ACTOR } from '#lib/services/actor.ts';
import { startGc } from '#lib/services/request-gc.ts';
import { until } from './inside.ts';

/** Asks for a collection that empties the trash first, once none is under way. */
export async function beginGc(): Promise<number> {
  let id = 0;
  await until('a collection is taken', async () => {
    try {
      id = (await startGc({ dryRun: false, emptyTrash: true, trigger: 'manual', actor: SYSTEM_ACTOR })).id;
      return true;
    } catch (error) {
      if (error instanceof AppError && ['CONFLICT', 'UNAVAILABLE'].includes(error.code)) return false;
      throw error;
    }
  });
  return id;
}

/** A service called here while Postgres is away. */
export async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
  let answer: T | undefined;
  await until('a service has answered', async () => {
    try {
      answer = await ask();
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code !== 'UNAVAILABLE') throw error;
      return false;
    }
  });
  return answer as T;
}

/** What the index shows of a repository; lists of referrers are none of anybody's tags. */
export async function shown(name: string): Promise<{ tags: Map<string, string>; manifests: Set<string> }> {
  const tags = await query<{ name: string; digest: string }>(
    `SELECT t.name, t.digest FROM tag t JOIN repository r ON r.id = t.repository_id
     WHERE r.name = $1 AND NOT t.missing AND NOT t.fallback`,
    [name],
  );
  const manifests = await query<{ digest: string }>(
    `SELECT m.digest FROM manifest m JOIN repository r ON r.id = m.repository_id WHERE r.name = $1 AND NOT m.hidden`,
    [name],
  );
  return {
    tags: new Map(tags.map(({ name: tag, digest }) => [tag, digest])),
    manifests: new Set(manifests.map(({ digest }) => digest)),
  };
}
