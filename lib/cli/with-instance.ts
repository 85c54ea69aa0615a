import { completeEnvironment, env } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { migrate } from '#lib/db/migrate.ts';
import { probeDatabase } from '#lib/db/probe-database.ts';
import { dataFolder } from '#lib/runtime/data-folder.ts';
import { Instance } from '#lib/runtime/instance.ts';
import type { Keeper } from '#lib/runtime/keeper.ts';
import { generate } from '#lib/runtime/prepare-code.ts';
import { probeUpstream } from '#lib/runtime/probe-upstream.ts';
import { readRunning } from '#lib/runtime/runtime-file.ts';

export type Need = 'database' | 'registry';

/** `attached`: the parts belong to a Lighter that runs, and are migrated. */
export type Reached = { databaseUrl: string; attached: boolean };

/** As `withInstance`, for commands that use the database through Prisma: with the client generated and the schema current. */
export async function withService<T>(needs: Need[], work: () => Promise<T>): Promise<T> {
  return await withInstance(needs, async ({ databaseUrl, attached }) => {
    await generate();
    if (!attached) await migrate(databaseUrl);
    return await work();
  });
}

/**
 * Runs `work` with the database (and the registry) reachable, and named in this process's environment: those that the
 * environment names, else those of a Lighter that runs over the same data folder, else started for as long as `work` takes.
 * Throws AppErrors with one sentence.
 */
export async function withInstance<T>(needs: Need[], work: (reached: Reached) => Promise<T>): Promise<T> {
  const { databaseUrl, registryUrl } = env();
  const missing = needs.filter((need) => (need === 'database' ? !databaseUrl : !registryUrl));
  if (missing.length === 0 || (await attach())) {
    const reached = { databaseUrl: env().databaseUrl ?? '', attached: missing.length > 0 };
    await check(needs);
    return await work(reached);
  }
  return await withOwnParts(missing, async () => {
    await check(needs);
    return await work({ databaseUrl: env().databaseUrl ?? '', attached: false });
  });
}

/** Takes the addresses of a Lighter that runs over the data folder, where they are not given. */
async function attach(): Promise<boolean> {
  const { dataDir, databaseUrl, registryUrl } = env();
  const facts = readRunning(dataFolder(dataDir).runtime);
  if (!facts) return false;
  if (!facts.databaseUrl || !facts.registryUrl) {
    throw new AppError(
      'CONFLICT',
      `Lighter is starting or stopping over ${dataDir} (process ${facts.owner.pid}): try again in a moment.`,
    );
  }
  completeEnvironment({
    DATABASE_URL: databaseUrl ?? facts.databaseUrl,
    REGISTRY_URL: registryUrl ?? facts.registryUrl,
    UPSTREAM_MODE: facts.upstreamMode,
  });
  return true;
}

async function withOwnParts<T>(parts: Need[], work: () => Promise<T>): Promise<T> {
  const { upstreamMode, dataDir } = env();
  const instance = await Instance.open(dataDir);
  const started: Keeper[] = [];
  try {
    for (const part of parts) {
      const { keeper, url } = instance[part]();
      started.unshift(keeper);
      await keeper.start();
      completeEnvironment({
        [part === 'database' ? 'DATABASE_URL' : 'REGISTRY_URL']: url,
        UPSTREAM_MODE: upstreamMode,
        ...(part === 'registry' ? { LIGHTER_STORAGE: instance.data.registry } : {}),
      });
    }
    return await work();
  } finally {
    for (const keeper of started) await keeper.stop();
    instance.close();
  }
}

async function check(needs: Need[]): Promise<void> {
  const { databaseUrl, registryUrl, registryUsername: username, registryPassword: password } = env();
  if (needs.includes('database') && databaseUrl) await probeDatabase(databaseUrl);
  if (needs.includes('registry') && registryUrl)
    await probeUpstream({ url: registryUrl, username, password });
}
