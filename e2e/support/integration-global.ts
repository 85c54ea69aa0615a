import type { TestProject } from 'vitest/node';
import { migrate } from '#lib/db/migrate.ts';
import { startPostgres } from './postgres.ts';
import { makeRunFolder, removeRunFolder } from './run-folder.ts';
import { prepareTools } from './set-up.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the database that each test file gets a copy of: migrated and empty. */
    template: string;
  }
}

/** One real Postgres for all integration tests; each file has a database on it, and a registry of its own. */
export default async function start(project: TestProject): Promise<() => Promise<void>> {
  const { folder, mine } = await makeRunFolder();
  const clean = async () => {
    if (mine) await removeRunFolder(folder);
  };
  try {
    await prepareTools();
    const postgres = await startPostgres();
    await migrate(postgres.url);
    project.provide('template', postgres.url);
    return () => postgres.stop().finally(clean);
  } catch (error) {
    await clean();
    throw error;
  }
}
